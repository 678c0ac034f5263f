package org.m365siem.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RouteCheckTest {
    static final String KAMELET = """
            apiVersion: camel.apache.org/v1
            kind: Kamelet
            metadata: {name: stamp-action, labels: {camel.apache.org/kamelet.type: action}}
            spec:
              definition:
                title: Stamp Action
                type: object
                required: [mark]
                properties:
                  mark: {title: Mark, description: What to add., type: string}
              template:
                from:
                  uri: kamelet:source
                  steps:
                    - setHeader: {name: mark, constant: "{{mark}}"}
            """;

    static String route(String id, String step) {
        return "- route:\n    id: " + id + "\n    from:\n      uri: direct:" + id + "\n      steps:\n        - " + step
                + "\n";
    }

    static RouteSet set(String... pathsAndContents) {
        Map<String, RouteFile> files = new TreeMap<>();
        for (int i = 0; i < pathsAndContents.length; i += 2) {
            files.put(pathsAndContents[i], new RouteFile(pathsAndContents[i], pathsAndContents[i + 1]));
        }
        return new RouteSet(files);
    }

    private static List<RouteProblem> check(String... files) {
        return new RouteCheck(Map.of("known.setting", "7")::get).problems(set(files));
    }

    private static void refuses(List<RouteProblem> problems, String path, int line, String reason) {
        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo(path);
            assertThat(problem.line()).as(problem.toString()).isEqualTo(line);
            assertThat(problem.reason()).contains(reason);
        });
    }

    @Test
    void accepts_a_sound_set() {
        assertThat(check(
                        "kamelets/stamp-action.kamelet.yaml",
                        KAMELET,
                        "routes/a.camel.yaml",
                        route("a", "to: {uri: \"kamelet:stamp-action\", parameters: {mark: \"{{known.setting}}\"}}")))
                .isEmpty();
    }

    @Test
    void names_the_line_of_a_syntax_error() {
        refuses(
                check("routes/a.camel.yaml", "- route:\n    id: a\n   from: {\n"),
                "routes/a.camel.yaml",
                3,
                "expected");
    }

    @Test
    void refuses_an_empty_file() {
        refuses(check("routes/a.camel.yaml", " \n"), "routes/a.camel.yaml", 0, "empty");
    }

    @Test
    void names_the_line_of_an_unknown_step() {
        refuses(check("routes/a.camel.yaml", route("a", "toto: x")), "routes/a.camel.yaml", 6, "toto");
    }

    @Test
    void names_the_line_of_an_unknown_component() {
        refuses(check("routes/a.camel.yaml", route("a", "to: nosuch:b")), "routes/a.camel.yaml", 6, "nosuch");
    }

    @Test
    void names_a_setting_that_is_not_set() {
        refuses(
                check("routes/a.camel.yaml", route("a", "to: \"log:{{missing.setting}}\"")),
                "routes/a.camel.yaml",
                6,
                "missing.setting");
    }

    @Test
    void refuses_the_same_route_id_in_two_files_and_names_both() {
        List<RouteProblem> problems =
                check("routes/a.camel.yaml", route("x", "log: one"), "routes/b.camel.yaml", route("x", "log: two"));
        refuses(problems, "routes/b.camel.yaml", 2, "routes/a.camel.yaml");
    }

    @Test
    void refuses_two_routes_that_serve_the_same_sink() {
        String from = "- route:\n    id: %s\n    from:\n      uri: spool:events\n      parameters: {sink: x}\n"
                + "      steps:\n        - log: x\n";
        List<RouteProblem> problems = check(
                "routes/a.camel.yaml", from.formatted("a"),
                "routes/b.camel.yaml",
                        from.formatted("b").replace("events\n      parameters: {sink: x}", "events?sink=x"));
        assertThat(problems).anySatisfy(problem -> assertThat(problem.toString())
                .contains("routes/b.camel.yaml, line 4", "the sink 'x'", "routes/a.camel.yaml"));
    }

    @Test
    void refuses_a_kamelet_parameter_that_does_not_exist() {
        refuses(
                check(
                        "kamelets/stamp-action.kamelet.yaml",
                        KAMELET,
                        "routes/a.camel.yaml",
                        route("a", "to: {uri: \"kamelet:stamp-action\", parameters: {mark: x, marc: y}}")),
                "routes/a.camel.yaml",
                6,
                "marc");
    }

    @Test
    void refuses_a_kamelet_call_without_a_required_parameter() {
        refuses(
                check(
                        "kamelets/stamp-action.kamelet.yaml",
                        KAMELET,
                        "routes/a.camel.yaml",
                        route("a", "to: \"kamelet:stamp-action\"")),
                "routes/a.camel.yaml",
                6,
                "mark");
    }

    @Test
    void refuses_a_kamelet_that_is_not_there() {
        assertThat(check("routes/a.camel.yaml", route("a", "to: \"kamelet:none-sink\"")))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.reason()).contains("none-sink");
                    assertThat(problem.path()).isEqualTo("routes/a.camel.yaml");
                });
    }

    @Test
    void blames_a_broken_kamelet_and_not_its_callers() {
        refuses(
                check(
                        "kamelets/stamp-action.kamelet.yaml",
                        KAMELET.replace("setHeader", "setHeadr"),
                        "routes/a.camel.yaml",
                        route("a", "to: {uri: \"kamelet:stamp-action\", parameters: {mark: x}}")),
                "kamelets/stamp-action.kamelet.yaml",
                15,
                "setHeadr");
    }

    @Test
    void finds_several_broken_files_in_one_go() {
        assertThat(check(
                        "routes/a.camel.yaml", route("a", "toto: x"),
                        "routes/b.camel.yaml", route("b", "to: nosuch:b"),
                        "routes/c.camel.yaml", "",
                        "routes/d.camel.yaml", route("d", "log: fine")))
                .extracting(RouteProblem::path)
                .containsExactlyInAnyOrder("routes/a.camel.yaml", "routes/b.camel.yaml", "routes/c.camel.yaml");
    }

    @Test
    void a_yaml_bomb_is_refused_and_not_expanded() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 60; i++) {
            bomb.append("a")
                    .append(i)
                    .append(": &a")
                    .append(i)
                    .append(" [")
                    .append("*a")
                    .append(i - 1)
                    .append(",")
                    .append("*a")
                    .append(i - 1)
                    .append("]\n");
        }
        assertThat(check("routes/a.camel.yaml", bomb.toString())).isNotEmpty();
    }
}
