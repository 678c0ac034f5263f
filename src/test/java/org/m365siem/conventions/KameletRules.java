package org.m365siem.conventions;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What every kamelet must be: the quality bar of Camel's own catalogue, and the contracts of this project. */
final class KameletRules {
    private static final List<String> KINDS = List.of("source", "sink", "action");
    private static final Pattern SECRET = Pattern.compile("(?i).*(secret|password|token|jaas).*");
    private static final Pattern NOT_SECRET = Pattern.compile("(?i).*(file|url)$");
    private static final Map<String, String> SYNONYMS = Map.of(
            "hostname", "host",
            "endpointUrl", "url",
            "uri", "url",
            "interval", "pollInterval",
            "period", "pollInterval",
            "responseTimeout", "deliveryTimeout",
            "trustFile", "caFile",
            "bootstrapServers", "brokers");
    /** Camel's own options of a kamelet endpoint: a parameter of that name never reaches the template. */
    private static final Set<String> TAKEN = Set.of(
            "timeout",
            "block",
            "location",
            "failIfNoConsumers",
            "noErrorHandler",
            "bridgeErrorHandler",
            "id",
            "routeId",
            "templateId",
            "uuid");

    private static final int TEMPLATE_LINES = 40;

    static final List<Rule> ALL = List.of(
            kamelet("kamelet-name", KameletRules::name),
            kamelet("kamelet-quality", KameletRules::quality),
            kamelet("kamelet-ends", KameletRules::ends),
            kamelet("kamelet-placeholders", KameletRules::placeholders),
            kamelet("kamelet-secrets", KameletRules::secrets),
            kamelet("kamelet-option-names", KameletRules::optionNames),
            kamelet("kamelet-taken-names", KameletRules::takenNames),
            kamelet("kamelet-handlers", KameletRules::handlers),
            kamelet("kamelet-nesting", KameletRules::nesting),
            kamelet("kamelet-size", KameletRules::size));

    private KameletRules() {}

    private static Rule kamelet(String name, java.util.function.BiConsumer<YamlFile, Consumer<String>> check) {
        return Rule.each(name, (file, complain) -> {
            if (file.isKamelet()) {
                check.accept(file, complain);
            }
        });
    }

    private static String kind(YamlFile file) {
        return String.valueOf(file.at("metadata", "labels", "camel.apache.org/kamelet.type"));
    }

    private static void name(YamlFile file, Consumer<String> complain) {
        if (!file.baseName().equals(file.at("metadata", "name"))) {
            complain.accept("metadata.name is " + file.at("metadata", "name") + ", the file says " + file.baseName());
        }
        if (!KINDS.contains(kind(file)) || !file.baseName().endsWith("-" + kind(file))) {
            complain.accept("the label kamelet.type is " + kind(file) + ": it must be the suffix of the name");
        }
        if (!"kamelets".equals(file.path().getParent().getFileName().toString())) {
            complain.accept("sub-folders break in the packaged jar on Camel 4.18");
        }
    }

    private static void quality(YamlFile file, Consumer<String> complain) {
        for (String annotation :
                List.of("kamelet.support.level", "catalog.version", "kamelet.icon", "provider", "kamelet.group")) {
            if (file.at("metadata", "annotations", "camel.apache.org/" + annotation) == null) {
                complain.accept("no annotation camel.apache.org/" + annotation);
            }
        }
        Map<String, Object> definition = file.map("spec", "definition");
        for (String field : List.of("title", "description", "type")) {
            if (definition.get(field) == null) {
                complain.accept("spec.definition has no " + field);
            }
        }
        file.map("spec", "definition", "properties").forEach((name, value) -> {
            for (String field : List.of("title", "description", "type")) {
                if (!(value instanceof Map<?, ?> property) || property.get(field) == null) {
                    complain.accept("the property " + name + " has no " + field);
                }
            }
            if (value instanceof Map<?, ?> property
                    && !String.valueOf(property.get("description")).endsWith(".")) {
                complain.accept("the description of " + name + " is no full sentence");
            }
        });
        if (definition.get("required") instanceof List<?> required) {
            Set<Object> unknown = new HashSet<>(required);
            unknown.removeAll(file.map("spec", "definition", "properties").keySet());
            unknown.forEach(name -> complain.accept("required names " + name + ", which is no property"));
        }
    }

    private static void ends(YamlFile file, Consumer<String> complain) {
        List<String> uris = new ArrayList<>();
        YamlFile.kameletCalls(file.flow(), (name, given) -> uris.add(name));
        Object from = file.at("spec", "template", "from", "uri");
        if (kind(file).equals("source")) {
            if (!uris.contains("sink")) {
                complain.accept("a source must end at kamelet:sink");
            }
        } else if (!"kamelet:source".equals(from)) {
            complain.accept("a sink or action must start from kamelet:source");
        }
    }

    private static void placeholders(YamlFile file, Consumer<String> complain) {
        Set<String> declared =
                new TreeSet<>(file.map("spec", "definition", "properties").keySet());
        Set<String> beans = new HashSet<>();
        if (file.at("spec", "template", "beans") instanceof List<?> list) {
            list.forEach(bean -> beans.add(String.valueOf(((Map<?, ?>) bean).get("name"))));
        }
        Set<String> used = new TreeSet<>(YamlFile.placeholders(file.flow()));
        used.stream()
                .filter(name -> !declared.contains(name) && !beans.contains(name))
                .forEach(name -> complain.accept("{{" + name + "}} is not declared"));
        declared.stream()
                .filter(name -> !used.contains(name))
                .forEach(name -> complain.accept("the property " + name + " is not used"));
        beans.stream()
                .filter(name -> !used.contains(name))
                .forEach(name -> complain.accept("the bean " + name + " is not used"));
    }

    private static void secrets(YamlFile file, Consumer<String> complain) {
        file.map("spec", "definition", "properties").forEach((name, value) -> {
            Map<?, ?> property = (Map<?, ?>) value;
            boolean marked = "password".equals(property.get("format"));
            boolean described = String.valueOf(property.get("x-descriptors")).contains("urn:camel:group:credentials");
            boolean secret =
                    SECRET.matcher(name).matches() && !NOT_SECRET.matcher(name).matches();
            if ((secret || marked) && !(marked && described)) {
                complain.accept("the secret " + name + " needs format: password and the credentials descriptor");
            }
        });
    }

    private static void optionNames(YamlFile file, Consumer<String> complain) {
        file.map("spec", "definition", "properties").keySet().forEach(name -> {
            if (SYNONYMS.containsKey(name)) {
                complain.accept("'" + name + "' is called '" + SYNONYMS.get(name) + "' everywhere");
            }
            if (!name.matches("[a-z][a-zA-Z0-9]*")) {
                complain.accept("'" + name + "' is not camelCase");
            }
        });
    }

    private static void takenNames(YamlFile file, Consumer<String> complain) {
        file.map("spec", "definition", "properties").keySet().stream()
                .filter(TAKEN::contains)
                .forEach(name -> complain.accept(
                        "'" + name + "' belongs to Camel's kamelet endpoint and is lost without a word"));
    }

    private static void handlers(YamlFile file, Consumer<String> complain) {
        Set<String> forbidden = Set.of("onException", "errorHandler", "doTry", "onFallback", "circuitBreaker");
        YamlFile.walk(file.flow(), (key, value) -> {
            if (forbidden.contains(key)) {
                complain.accept(key + ": a kamelet just fails, the calling route decides");
            }
        });
    }

    private static void nesting(YamlFile file, Consumer<String> complain) {
        YamlFile.kameletCalls(file.flow(), (name, given) -> {
            if (!name.equals("source") && !name.equals("sink")) {
                complain.accept("calls the kamelet " + name + ": a nested one inherits no error handler");
            }
        });
    }

    private static void size(YamlFile file, Consumer<String> complain) {
        List<String> lines = file.text().lines().collect(Collectors.toList());
        int start = lines.indexOf("  template:");
        int beans = 0;
        int flow = 0;
        boolean inBeans = false;
        for (String line : start < 0 ? List.<String>of() : lines.subList(start + 1, lines.size())) {
            if (line.startsWith("    ") && !line.startsWith("     ") && !line.startsWith("    -")) {
                inBeans = line.strip().equals("beans:");
            }
            if (inBeans) {
                beans++;
            } else if (!line.isBlank() && !line.strip().startsWith("#")) {
                flow++;
            }
        }
        if (flow > TEMPLATE_LINES || beans > TEMPLATE_LINES) {
            complain.accept(
                    "the template has " + flow + " lines of flow and " + beans + " of beans, over " + TEMPLATE_LINES);
        }
    }
}
