package org.m365siem.conventions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What belongs to each source and each sink: a route, tests and a row of the README.
 *
 * @param kamelets their names
 * @param routes which kamelets each route file calls, by the file's name without its ending
 * @param tests the sources of the test classes, by class name
 * @param readme lines of the README
 */
record Inventory(
        List<String> kamelets, Map<String, List<String>> routes, Map<String, String> tests, List<String> readme) {

    static Inventory ofRepository() throws IOException {
        List<YamlFile> files = YamlFile.below(Path.of(""));
        return new Inventory(
                files.stream()
                        .filter(YamlFile::isKamelet)
                        .map(YamlFile::baseName)
                        .toList(),
                files.stream()
                        .filter(file -> !file.isKamelet())
                        .collect(Collectors.toMap(YamlFile::baseName, Inventory::calls)),
                testSources(),
                Files.readAllLines(Path.of("README.md")));
    }

    private static List<String> calls(YamlFile file) {
        List<String> names = new ArrayList<>();
        YamlFile.kameletCalls(file.flow(), (name, given) -> names.add(name));
        return names;
    }

    private static Map<String, String> testSources() throws IOException {
        try (Stream<Path> paths = Files.walk(Path.of("src/test/java/org/m365siem"))) {
            return paths.filter(path -> path.toString().endsWith(".java"))
                    .filter(path -> !path.toString().contains("conventions"))
                    .collect(Collectors.toMap(
                            path -> Path.of("src/test/java/org/m365siem")
                                    .relativize(path)
                                    .toString()
                                    .replace(".java", ""),
                            Inventory::text));
        }
    }

    private static String text(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is missing, a line each. */
    List<String> gaps() {
        List<String> gaps = new ArrayList<>();
        for (String kamelet : kamelets) {
            if (kamelet.endsWith("-sink")) {
                sink(kamelet, gaps);
            } else if (kamelet.endsWith("-source")) {
                source(kamelet, gaps);
            }
        }
        return gaps;
    }

    private void sink(String kamelet, List<String> gaps) {
        List<String> bindings = routes.keySet().stream()
                .filter(route -> route.startsWith("to-") && routes.get(route).contains(kamelet))
                .toList();
        if (bindings.isEmpty()) {
            gaps.add(kamelet + " has no routes/to-*.camel.yaml");
        }
        for (String binding : bindings) {
            String sink = binding.substring("to-".length());
            String test = "contract/" + camelCase(sink) + "SinkContractTest";
            if (!tests.containsKey(test)) {
                gaps.add(kamelet + " has no " + test);
            }
            row(sink, "`" + kamelet + "`", gaps);
        }
    }

    private void source(String kamelet, List<String> gaps) {
        List<String> callers = routes.keySet().stream()
                .filter(route -> routes.get(route).contains(kamelet))
                .toList();
        if (callers.isEmpty()) {
            gaps.add(kamelet + " has no route");
        }
        if (tests.values().stream().noneMatch(text -> text.contains("kamelet:" + kamelet))) {
            gaps.add(kamelet + " has no test");
        }
        callers.forEach(caller -> row(caller, "", gaps));
    }

    private void row(String name, String with, List<String> gaps) {
        if (readme.stream().noneMatch(line -> line.startsWith("| `" + name + "` |") && line.contains(with))) {
            gaps.add(name + " has no row in the README's catalogue" + (with.isEmpty() ? "" : " with " + with));
        }
    }

    private static String camelCase(String name) {
        return Stream.of(name.split("-"))
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining());
    }
}
