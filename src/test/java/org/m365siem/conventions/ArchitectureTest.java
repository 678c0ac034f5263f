package org.m365siem.conventions;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The arrows between the packages, and the budget of sizes. */
class ArchitectureTest {
    private static final String ROOT = "org.m365siem.";
    private static final String[] PURE = {
        ROOT + "event..", ROOT + "collect..", ROOT + "format..", ROOT + "deliver..", ROOT + "settings.."
    };
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.m365siem");
    private static final int LONGEST_FILE = 400;

    static final ArchRule PURE_KNOWS_NO_FRAMEWORK = noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.camel..", "org.springframework..", "picocli..");

    static final ArchRule CAMEL_STAYS_IN_ITS_PACKAGE = noClasses()
            .that()
            .resideInAnyPackage("org.m365siem..")
            .and()
            .resideOutsideOfPackages(ROOT + "camel..", ROOT + "console..", ROOT + "simulator..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.camel..");

    static final ArchRule SPRING_STAYS_AROUND_THE_PROGRAM = noClasses()
            .that()
            .resideInAnyPackage(ROOT + "auth..", ROOT + "spool..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..");

    static final ArchRule NOBODY_NEEDS_THE_SIMULATOR = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + "simulator..", ROOT + "cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + "simulator..");

    static final ArchRule FORMAT_KNOWS_EVENTS_ONLY = noClasses()
            .that()
            .resideInAnyPackage(ROOT + "format..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    ROOT + "collect..",
                    ROOT + "deliver..",
                    ROOT + "spool..",
                    ROOT + "auth..",
                    ROOT + "camel..",
                    ROOT + "console..",
                    ROOT + "cli..");

    static final ArchRule EVENTS_KNOW_NOBODY = classes()
            .that()
            .resideInAnyPackage(ROOT + "event..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(ROOT + "event..", "java..");

    @Test
    void the_arrows_hold() {
        for (ArchRule rule : rules()) {
            rule.check(CLASSES);
        }
    }

    /** Each rule must be able to fail: it rejects the whole program when its own packages are what it forbids. */
    @Test
    void the_rules_can_fail() {
        JavaClasses camel = new ClassFileImporter().importPackages("org.m365siem.camel");
        ArchRule broken = noClasses()
                .that()
                .resideInAnyPackage(ROOT + "camel..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.camel..");
        assertThatThrownBy(() -> broken.check(camel)).isInstanceOf(AssertionError.class);
    }

    private static List<ArchRule> rules() {
        return List.of(
                PURE_KNOWS_NO_FRAMEWORK,
                CAMEL_STAYS_IN_ITS_PACKAGE,
                SPRING_STAYS_AROUND_THE_PROGRAM,
                NOBODY_NEEDS_THE_SIMULATOR,
                FORMAT_KNOWS_EVENTS_ONLY,
                EVENTS_KNOW_NOBODY);
    }

    @Test
    void files_stay_short() throws IOException {
        List<Long> lengths;
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            lengths = files.filter(path -> path.toString().endsWith(".java"))
                    .map(ArchitectureTest::length)
                    .sorted()
                    .toList();
        }
        assertThat(lengths.get(lengths.size() - 1)).isLessThanOrEqualTo(LONGEST_FILE);
        assertThat(lengths.get(lengths.size() / 2)).as("median").isLessThanOrEqualTo(80);
    }

    private static long length(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void every_package_says_what_it_is_for() throws IOException {
        try (Stream<Path> folders = Files.walk(Path.of("src/main/java/org/m365siem"))) {
            assertThat(folders.filter(Files::isDirectory)
                            .filter(folder -> !folder.endsWith("m365siem"))
                            .filter(folder -> !Files.exists(folder.resolve("package-info.java"))))
                    .isEmpty();
        }
    }
}
