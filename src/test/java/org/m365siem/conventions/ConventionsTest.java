package org.m365siem.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The conventions of routes and kamelets hold, and each rule has been seen failing: it rejects its fixture below
 * {@code src/test/resources/bad/}. A check that cannot fail is none.
 */
class ConventionsTest {
    private static final Path BAD = Path.of("src/test/resources/bad");

    static List<Rule> rules() {
        List<Rule> rules = new ArrayList<>(KameletRules.ALL);
        rules.addAll(FlowRules.ALL);
        rules.add(SchemaRule.RULE);
        return rules;
    }

    @ParameterizedTest
    @MethodSource("rules")
    void the_repository_keeps_every_rule(Rule rule) {
        assertThat(rule.complaints(YamlFile.below(Path.of("")))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void every_rule_rejects_its_fixture(Rule rule) {
        List<YamlFile> fixture = YamlFile.below(BAD.resolve(rule.name()));
        assertThat(fixture).as("a fixture in bad/" + rule.name()).isNotEmpty();
        assertThat(rule.complaints(fixture)).isNotEmpty();
    }

    @Test
    void every_fixture_belongs_to_a_rule() throws IOException {
        try (Stream<Path> folders = Files.list(BAD)) {
            assertThat(folders.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            rules().stream().map(Rule::name).toList());
        }
    }

    @Test
    void there_is_something_to_check() {
        assertThat(YamlFile.below(Path.of(""))).hasSizeGreaterThan(10);
    }
}
