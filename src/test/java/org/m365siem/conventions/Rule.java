package org.m365siem.conventions;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * One convention of routes and kamelets. Its name is also the folder below {@code src/test/resources/bad/} that holds a
 * fixture which it must reject.
 */
record Rule(String name, BiConsumer<Files, Consumer<String>> check) {
    /** The files that a rule looks at. */
    record Files(List<YamlFile> all) {
        List<YamlFile> kamelets() {
            return all.stream().filter(YamlFile::isKamelet).toList();
        }

        List<YamlFile> routes() {
            return all.stream().filter(file -> !file.isKamelet()).toList();
        }

        YamlFile kamelet(String name) {
            return kamelets().stream()
                    .filter(file -> file.baseName().equals(name))
                    .findFirst()
                    .orElse(null);
        }
    }

    /** A rule that looks at one file at a time. */
    static Rule each(String name, BiConsumer<YamlFile, Consumer<String>> check) {
        return new Rule(name, (files, complain) -> files.all()
                .forEach(file -> check.accept(file, text -> complain.accept(file.path() + ": " + text))));
    }

    List<String> complaints(List<YamlFile> files) {
        List<String> complaints = new ArrayList<>();
        check.accept(new Files(files), complaints::add);
        return complaints;
    }
}
