package org.m365siem.camel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * What can be read from a file without loading it, each with its line: route ids, the kamelets that it calls with their
 * parameters, the placeholders that it needs. Camel is silent about a misspelt kamelet parameter, and names no line for most
 * of its errors.
 */
final class RouteOutline {
    /** A value and where it stands. */
    record Located(String value, int line) {}

    /** A call of a kamelet: its name, and the parameters that the caller gives. */
    record KameletCall(String name, int line, Map<String, Integer> parameters) {}

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}]+)}}");
    private static final Pattern SINK = Pattern.compile("spool:.*[?&]sink=([^&]+).*");
    private static final int ALIASES = 50;
    private static final int SIZE = 1 << 20;

    private final RouteFile file;
    final List<Located> routeIds = new ArrayList<>();
    final List<KameletCall> kamelets = new ArrayList<>();
    final List<Located> placeholders = new ArrayList<>();
    final List<Located> preconditions = new ArrayList<>();
    final List<Located> sinks = new ArrayList<>();
    final Map<String, Integer> properties = new HashMap<>();
    final List<String> required = new ArrayList<>();
    private final List<Located> scalars = new ArrayList<>();
    private boolean configuration;

    private RouteOutline(RouteFile file) {
        this.file = file;
    }

    /** @throws RouteRefusedException with file, line and reason when it is empty or no YAML */
    static RouteOutline of(RouteFile file) {
        RouteOutline outline = new RouteOutline(file);
        if (file.content().isBlank()) {
            throw new RouteRefusedException(
                    new RouteProblem(file.path(), 0, "the file is empty: delete it to remove its routes"));
        }
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file.path())
                .setMaxAliasesForCollections(ALIASES)
                .setCodePointLimit(SIZE)
                .build();
        try {
            Optional<Node> root = new Compose(settings).composeString(file.content());
            root.ifPresent(node -> outline.walk(node, ""));
            if (file.isKamelet()) {
                root.ifPresent(outline::definition);
            }
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(Mark::getLine).orElse(-1) + 1;
            throw new RouteRefusedException(new RouteProblem(file.path(), line, e.getProblem()));
        } catch (RuntimeException e) {
            throw new RouteRefusedException(new RouteProblem(file.path(), 0, String.valueOf(e.getMessage())));
        }
        return outline;
    }

    RouteFile file() {
        return file;
    }

    /** True when the file holds error policies, which every route may use. */
    boolean isConfiguration() {
        return configuration;
    }

    /** The first line that holds this text, or 0. */
    int lineOf(String text) {
        return scalars.stream()
                .filter(scalar -> scalar.value().contains(text))
                .mapToInt(Located::line)
                .findFirst()
                .orElse(0);
    }

    private void walk(Node node, String key) {
        if (node instanceof MappingNode mapping) {
            call(mapping);
            for (NodeTuple tuple : mapping.getValue()) {
                String name = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
                keyed(key, name, tuple.getValueNode());
                walk(tuple.getValueNode(), name);
            }
        } else if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(child -> walk(child, key));
        } else if (node instanceof ScalarNode scalar) {
            scalars.add(new Located(scalar.getValue(), line(node)));
            Matcher matcher = PLACEHOLDER.matcher(scalar.getValue());
            while (matcher.find()) {
                placeholders.add(new Located(matcher.group(1), line(node)));
            }
            if (("to".equals(key) || "from".equals(key)) && scalar.getValue().startsWith("kamelet:")) {
                addCall(scalar.getValue(), line(node), Map.of());
            }
        }
    }

    private void keyed(String parent, String name, Node value) {
        configuration |= name.equals("routeConfiguration") || name.equals("route-configuration");
        if (!(value instanceof ScalarNode scalar)) {
            return;
        }
        boolean route = parent.equals("route");
        if (name.equals("id") && route || name.equals("routeId") && parent.equals("templatedRoute")) {
            routeIds.add(new Located(scalar.getValue(), line(value)));
        } else if (name.equals("precondition") && route) {
            preconditions.add(new Located(scalar.getValue(), line(value)));
        }
    }

    /** A route that the spool serves, and the sink's name. */
    private void served(Node uri, MappingNode parent) {
        if (!(uri instanceof ScalarNode scalar) || !scalar.getValue().startsWith("spool:")) {
            return;
        }
        Matcher inUri = SINK.matcher(scalar.getValue());
        if (inUri.matches()) {
            sinks.add(new Located(inUri.group(1), line(uri)));
        } else if (child(child(parent, "parameters"), "sink") instanceof ScalarNode sink) {
            sinks.add(new Located(sink.getValue(), line(sink)));
        }
    }

    private void call(MappingNode mapping) {
        Node uri = child(mapping, "uri");
        served(uri, mapping);
        if (!(uri instanceof ScalarNode scalar) || !scalar.getValue().startsWith("kamelet:")) {
            return;
        }
        Map<String, Integer> parameters = new HashMap<>();
        if (child(mapping, "parameters") instanceof MappingNode given) {
            for (NodeTuple tuple : given.getValue()) {
                parameters.put(((ScalarNode) tuple.getKeyNode()).getValue(), line(tuple.getKeyNode()));
            }
        }
        addCall(scalar.getValue(), line(uri), parameters);
    }

    private void addCall(String uri, int line, Map<String, Integer> parameters) {
        Map<String, Integer> all = new HashMap<>(parameters);
        int query = uri.indexOf('?');
        if (query >= 0) {
            for (String pair : uri.substring(query + 1).split("&")) {
                all.put(pair.split("=", 2)[0], line);
            }
        }
        String name = uri.substring("kamelet:".length(), query < 0 ? uri.length() : query)
                .split("/")[0];
        if (!name.equals("source") && !name.equals("sink")) {
            kamelets.add(new KameletCall(name, line, all));
        }
    }

    private void definition(Node root) {
        Node definition = child(child(root, "spec"), "definition");
        if (child(definition, "properties") instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                properties.put(((ScalarNode) tuple.getKeyNode()).getValue(), line(tuple.getKeyNode()));
            }
        }
        if (child(definition, "required") instanceof SequenceNode sequence) {
            sequence.getValue().forEach(node -> required.add(((ScalarNode) node).getValue()));
        }
    }

    private static Node child(Node node, String key) {
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode scalar && key.equals(scalar.getValue())) {
                    return tuple.getValueNode();
                }
            }
        }
        return null;
    }

    private static int line(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(-1) + 1;
    }
}
