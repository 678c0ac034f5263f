package org.m365siem.conventions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** A file of routes/ or kamelets/, parsed: what the rules look at. */
record YamlFile(Path path, String text, Object tree) {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}]+)}}");

    static YamlFile read(Path path) {
        try {
            String text = Files.readString(path);
            Object tree = new Load(LoadSettings.builder().build()).loadFromString(text);
            return new YamlFile(path, text, tree);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All YAML files below a folder's routes/ and kamelets/, sub-folders included so that a rule can refuse them. */
    static List<YamlFile> below(Path root) {
        List<YamlFile> files = new ArrayList<>();
        for (String folder : List.of("routes", "kamelets")) {
            if (!Files.isDirectory(root.resolve(folder))) {
                continue;
            }
            try (Stream<Path> paths = Files.walk(root.resolve(folder))) {
                paths.filter(path -> path.toString().endsWith(".yaml")).sorted().forEach(path -> files.add(read(path)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return files;
    }

    String fileName() {
        return path.getFileName().toString();
    }

    boolean isKamelet() {
        return fileName().endsWith(".kamelet.yaml");
    }

    String baseName() {
        return fileName().replaceAll("\\.(kamelet|camel)\\.yaml$", "");
    }

    boolean isSinkBinding() {
        return !isKamelet() && fileName().startsWith("to-");
    }

    /** A nested value, or null. */
    Object at(String... keys) {
        Object node = tree;
        for (String key : keys) {
            node = node instanceof Map<?, ?> map ? map.get(key) : null;
        }
        return node;
    }

    @SuppressWarnings("unchecked")
    Map<String, Object> map(String... keys) {
        return at(keys) instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    /** A kamelet's template, or a route file's whole tree. */
    Object flow() {
        return isKamelet() ? at("spec", "template") : tree;
    }

    /** Calls back for every key and value in a tree, depth first. */
    static void walk(Object node, BiConsumer<String, Object> visitor) {
        if (node instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                visitor.accept(String.valueOf(key), value);
                walk(value, visitor);
            });
        } else if (node instanceof List<?> list) {
            list.forEach(child -> {
                if (child instanceof String text) {
                    visitor.accept("", text);
                }
                walk(child, visitor);
            });
        }
    }

    /** The names in {@code {{…}}} of a tree, without defaults and the optional mark. */
    static List<String> placeholders(Object tree) {
        List<String> names = new ArrayList<>();
        walk(tree, (key, value) -> {
            if (value instanceof String text) {
                Matcher matcher = PLACEHOLDER.matcher(text);
                while (matcher.find()) {
                    names.add(matcher.group(1).replaceFirst("^\\?", "").split(":", 2)[0]);
                }
            }
        });
        return names;
    }

    /** Calls of kamelets: name and the parameters given. */
    static void kameletCalls(Object tree, BiConsumer<String, Map<String, Object>> visitor) {
        walk(tree, (key, value) -> {
            if (value instanceof String text
                    && text.startsWith("kamelet:")
                    && (key.equals("to") || key.equals("from"))) {
                visitor.accept(nameOf(text), Map.of());
            }
            if (value instanceof Map<?, ?> map && map.get("uri") instanceof String uri && uri.startsWith("kamelet:")) {
                @SuppressWarnings("unchecked")
                Map<String, Object> given =
                        map.get("parameters") instanceof Map<?, ?> p ? (Map<String, Object>) p : Map.of();
                visitor.accept(nameOf(uri), given);
            }
        });
    }

    private static String nameOf(String uri) {
        return uri.substring("kamelet:".length()).split("[/?]")[0];
    }
}
