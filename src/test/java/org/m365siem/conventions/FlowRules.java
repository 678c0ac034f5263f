package org.m365siem.conventions;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.m365siem.settings.Catalogue;
import org.m365siem.settings.Values;

/** What holds for every flow in YAML, and for route files. */
final class FlowRules {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{variable\\.([A-Za-z0-9_]+)");
    private static final Pattern HEADER = Pattern.compile("\\$\\{headers?\\.([A-Za-z0-9_.-]+)");
    private static final Pattern RISKY = Pattern.compile("(?i).*(secret|password|token|jaas)$");
    private static final int ROUTE_LINES = 60;

    static final List<Rule> ALL = List.of(
            Rule.each("route-name", FlowRules::routeName),
            Rule.each("route-size", FlowRules::routeSize),
            Rule.each("no-script", FlowRules::script),
            Rule.each("no-volatile-hand-over", FlowRules::volatileHandOver),
            Rule.each("no-dynamic-to", FlowRules::dynamicTo),
            Rule.each("no-parameter-in-simple", FlowRules::parameterInSimple),
            Rule.each("variables-are-set", FlowRules::variables),
            Rule.each("sink-binding", FlowRules::sinkBinding),
            Rule.each("precondition", FlowRules::precondition),
            Rule.each("secrets-are-raw", FlowRules::rawSecrets),
            Rule.each("settings-are-known", FlowRules::knownSettings),
            Rule.each("no-handled", FlowRules::handled),
            Rule.each("beans-stand-alone", FlowRules::beansStandAlone),
            new Rule("kamelet-parameters", FlowRules::parameters),
            new Rule("route-ids-are-unique", FlowRules::uniqueIds));

    private FlowRules() {}

    private static void routeName(YamlFile file, Consumer<String> complain) {
        if (file.isKamelet()) {
            return;
        }
        if (!file.fileName().endsWith(".camel.yaml") || file.baseName().contains(".")) {
            complain.accept("a route file is called NAME.camel.yaml, without a dot in NAME");
        }
        if (!"routes".equals(file.path().getParent().getFileName().toString())) {
            complain.accept("sub-folders break in the packaged jar on Camel 4.18");
        }
    }

    private static void routeSize(YamlFile file, Consumer<String> complain) {
        long lines = file.text().lines().count();
        if (!file.isKamelet() && lines > ROUTE_LINES) {
            complain.accept(lines + " lines, over " + ROUTE_LINES);
        }
    }

    private static void script(YamlFile file, Consumer<String> complain) {
        Set<String> forbidden = Set.of("groovy", "script", "joor", "java", "js", "python", "mvel", "ognl");
        YamlFile.walk(file.flow(), (key, value) -> {
            if (forbidden.contains(key)) {
                complain.accept(key + ": logic is a bean with tests");
            }
            if (key.equals("simple") && String.valueOf(value).lines().count() > 3) {
                complain.accept("a simple expression over three lines is logic: write a bean");
            }
        });
    }

    private static void volatileHandOver(YamlFile file, Consumer<String> complain) {
        Set<String> steps = Set.of("wireTap", "aggregate", "resequence");
        YamlFile.walk(file.flow(), (key, value) -> {
            if (steps.contains(key)) {
                complain.accept(key + " lets go of events before they are delivered");
            }
            if (value instanceof String text && text.matches("(seda|vm|disruptor|disruptor-vm):.*")) {
                complain.accept(text + " loses what is in memory");
            }
        });
    }

    private static void dynamicTo(YamlFile file, Consumer<String> complain) {
        YamlFile.walk(file.flow(), (key, value) -> {
            if (key.equals("toD") || key.equals("recipientList")) {
                complain.accept(key + " mangles secrets and does not see a kamelet's beans: to, with CamelHttpUri");
            }
        });
    }

    private static void parameterInSimple(YamlFile file, Consumer<String> complain) {
        YamlFile.walk(file.flow(), (key, value) -> {
            if (file.isKamelet()
                    && key.equals("simple")
                    && String.valueOf(value).contains("{{")) {
                complain.accept("a parameter in simple becomes code: " + value);
            }
        });
    }

    private static void variables(YamlFile file, Consumer<String> complain) {
        Set<String> set = new HashSet<>();
        Set<String> headers = new HashSet<>();
        Set<String> read = new TreeSet<>();
        Set<String> headersRead = new TreeSet<>();
        YamlFile.walk(file.flow(), (key, value) -> {
            if (key.equals("setVariable") && value instanceof Map<?, ?> step) {
                set.add(String.valueOf(step.get("name")));
            }
            if (key.equals("setHeader") && value instanceof Map<?, ?> step) {
                headers.add(String.valueOf(step.get("name")));
            }
            if (key.equals("variableReceive") || key.equals("variableSend")) {
                set.add(String.valueOf(value));
            }
            if (value instanceof String text) {
                find(VARIABLE, text, read);
                find(HEADER, text, headersRead);
            }
            if (key.equals("variable") && value instanceof String text) {
                read.add(text);
            }
        });
        read.removeAll(set);
        read.forEach(name -> complain.accept("the variable " + name + " is read and never set"));
        headersRead.removeIf(name -> headers.contains(name) || isFromWire(name));
        headersRead.forEach(name -> complain.accept("the header " + name + " is read and never set"));
    }

    /** Headers that an HTTP answer brings. */
    private static boolean isFromWire(String name) {
        return Set.of("CamelHttpResponseCode", "NextPageUri", "Date", "Retry-After", "Content-Type", "x-ms-request-id")
                .contains(name);
    }

    private static void find(Pattern pattern, String text, Set<String> into) {
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            into.add(matcher.group(1));
        }
    }

    private static void sinkBinding(YamlFile file, Consumer<String> complain) {
        if (!file.isSinkBinding()) {
            return;
        }
        List<Map<?, ?>> routes = routes(file);
        if (routes.size() != 1) {
            complain.accept("one file, one sink");
        }
        for (Map<?, ?> route : routes) {
            if (!file.baseName().equals(route.get("id"))) {
                complain.accept("the route id must be " + file.baseName());
            }
            if (!"sinks".equals(route.get("routeConfigurationId"))) {
                complain.accept(
                        "routeConfigurationId: sinks is missing, so Camel would retry inside the spool's retries");
            }
            Map<?, ?> from = (Map<?, ?>) route.get("from");
            if (!String.valueOf(from.get("uri")).startsWith("spool:")) {
                complain.accept("a sink is served from the spool");
            }
            for (Object step : (List<?>) from.get("steps")) {
                Object to = step instanceof Map<?, ?> map ? map.get("to") : null;
                Object target = to instanceof Map<?, ?> map ? map.get("uri") : to;
                boolean kamelet = String.valueOf(target).startsWith("kamelet:");
                if (!kamelet) {
                    complain.accept("only kamelet steps stand in a sink's binding, not " + step);
                }
            }
        }
    }

    static List<Map<?, ?>> routes(YamlFile file) {
        List<Map<?, ?>> routes = new ArrayList<>();
        if (file.tree() instanceof List<?> list) {
            for (Object item : list) {
                if (item instanceof Map<?, ?> map && map.get("route") instanceof Map<?, ?> route) {
                    routes.add(route);
                }
            }
        }
        return routes;
    }

    /** A route runs if its whole name is in the list: {@code splunk} is inside {@code splunk-eu}. */
    private static void precondition(YamlFile file, Consumer<String> complain) {
        for (Map<?, ?> route : file.isKamelet() ? List.<Map<?, ?>>of() : routes(file)) {
            String condition = String.valueOf(route.get("precondition"));
            String name = file.isSinkBinding() ? file.baseName().substring(3) : String.valueOf(route.get("id"));
            boolean listed = condition.contains(file.isSinkBinding() ? "{{m365.sinks" : "{{m365.sources");
            if (!listed || !condition.contains("regex") || !matchesWholeName(condition, name)) {
                complain.accept("the precondition must match the whole name " + name + " in its list: " + condition);
            }
        }
    }

    private static boolean matchesWholeName(String condition, String name) {
        Matcher pattern = Pattern.compile("regex '(.*)'").matcher(condition);
        if (!pattern.find()) {
            return false;
        }
        String regex = pattern.group(1).replace("\\\\", "\\");
        return ("x, " + name + " ,y").matches(regex)
                && name.matches(regex)
                && !(name + "-eu").matches(regex)
                && !("my-" + name).matches(regex);
    }

    private static void rawSecrets(YamlFile file, Consumer<String> complain) {
        YamlFile.kameletCalls(
                file.flow(),
                (kamelet, given) -> given.forEach((name, value) -> {
                    if (RISKY.matcher(name).matches() && !String.valueOf(value).startsWith("RAW(")) {
                        complain.accept("the parameter " + name + " must be RAW({{…}}): %, & and + would be lost");
                    }
                }));
    }

    private static void knownSettings(YamlFile file, Consumer<String> complain) {
        if (file.isKamelet()) {
            return;
        }
        Set<String> known = new HashSet<>();
        Catalogue.PROGRAM.forEach(setting -> known.add(setting.key()));
        if (file.isSinkBinding()) {
            known.addAll(Catalogue.ofSink(file.baseName().substring(3)).keySet());
        }
        YamlFile.placeholders(file.tree()).stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> complain.accept("{{" + name + "}} is no setting of the catalogue"));
        if (file.isSinkBinding() && !Values.isSinkName(file.baseName().substring(3))) {
            complain.accept("not a sink's name");
        }
    }

    private static void handled(YamlFile file, Consumer<String> complain) {
        YamlFile.walk(file.flow(), (key, value) -> {
            if (key.equals("handled") || key.equals("continued") || key.equals("deadLetterChannel")) {
                complain.accept(key + " would count a failure as delivered");
            }
        });
    }

    /** Files are read in no order, and a reference is followed while its file is read. */
    private static void beansStandAlone(YamlFile file, Consumer<String> complain) {
        Set<String> own = new HashSet<>();
        List<Map<?, ?>> beans = new ArrayList<>();
        YamlFile.walk(file.isKamelet() ? null : file.tree(), (key, value) -> {
            if (key.equals("beans") && value instanceof List<?> list) {
                list.forEach(bean -> beans.add((Map<?, ?>) bean));
            }
        });
        for (Map<?, ?> bean : beans) {
            YamlFile.walk(bean.get("properties"), (key, value) -> {
                String target = String.valueOf(value).replaceFirst("^#(bean:)?", "");
                if (String.valueOf(value).startsWith("#") && !own.contains(target)) {
                    complain.accept(
                            "the bean " + bean.get("name") + " refers to " + value + ", which may not be there yet");
                }
            });
            own.add(String.valueOf(bean.get("name")));
        }
    }

    private static void parameters(Rule.Files files, Consumer<String> complain) {
        for (YamlFile file : files.routes()) {
            YamlFile.kameletCalls(file.tree(), (name, given) -> {
                YamlFile kamelet = files.kamelet(name);
                if (kamelet == null) {
                    complain.accept(file.path() + ": there is no kamelet " + name);
                    return;
                }
                Set<String> unknown = new TreeSet<>(given.keySet());
                unknown.removeAll(
                        kamelet.map("spec", "definition", "properties").keySet());
                unknown.forEach(parameter -> complain.accept(file.path() + ": " + name + " has no " + parameter));
                if (kamelet.at("spec", "definition", "required") instanceof List<?> required) {
                    required.stream()
                            .filter(parameter -> !given.containsKey(String.valueOf(parameter)))
                            .forEach(parameter -> complain.accept(file.path() + ": " + name + " needs " + parameter));
                }
            });
        }
    }

    private static void uniqueIds(Rule.Files files, Consumer<String> complain) {
        Set<Object> seen = new HashSet<>();
        for (YamlFile file : files.routes()) {
            for (Map<?, ?> route : routes(file)) {
                if (route.get("id") == null || !seen.add(route.get("id"))) {
                    complain.accept(file.path() + ": the route id " + route.get("id") + " is missing or taken");
                }
            }
        }
    }
}
