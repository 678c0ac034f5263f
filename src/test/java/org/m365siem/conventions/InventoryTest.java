package org.m365siem.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Nothing is forgotten when a source or a sink is added. */
class InventoryTest {
    private final List<String> kamelets = List.of("mail-source", "splunk-hec-batch-sink", "format-action");
    private final Map<String, List<String>> routes = new HashMap<>(Map.of(
            "mail", List.of("mail-source"),
            "to-splunk", List.of("format-action", "splunk-hec-batch-sink"),
            "platform", List.of()));
    private final Map<String, String> tests = new HashMap<>(Map.of(
            "contract/SplunkSinkContractTest", "",
            "camel/MailSourceTest", "from(\"kamelet:mail-source\")"));
    private final List<String> readme =
            new ArrayList<>(List.of("| `mail` | letters |", "| `splunk` | `splunk-hec-batch-sink`: HEC | accepted |"));

    @Test
    void the_repository_is_complete() throws IOException {
        Inventory repository = Inventory.ofRepository();
        assertThat(repository.kamelets()).hasSizeGreaterThan(4);
        assertThat(repository.gaps()).isEmpty();
    }

    @Test
    void a_complete_list_has_no_gaps() {
        assertThat(gaps()).isEmpty();
    }

    @Test
    void a_sink_without_a_binding_is_a_gap() {
        routes.remove("to-splunk");
        assertThat(gaps()).containsExactly("splunk-hec-batch-sink has no routes/to-*.camel.yaml");
    }

    @Test
    void a_sink_without_a_contract_test_is_a_gap() {
        tests.remove("contract/SplunkSinkContractTest");
        assertThat(gaps()).containsExactly("splunk-hec-batch-sink has no contract/SplunkSinkContractTest");
    }

    @Test
    void a_source_without_a_test_is_a_gap() {
        tests.remove("camel/MailSourceTest");
        assertThat(gaps()).containsExactly("mail-source has no test");
    }

    @Test
    void a_source_without_a_route_is_a_gap() {
        routes.remove("mail");
        assertThat(gaps()).containsExactly("mail-source has no route");
    }

    @Test
    void a_source_or_sink_without_a_row_in_the_readme_is_a_gap() {
        readme.clear();
        assertThat(gaps())
                .containsExactly(
                        "mail has no row in the README's catalogue",
                        "splunk has no row in the README's catalogue with `splunk-hec-batch-sink`");
    }

    private List<String> gaps() {
        return new Inventory(kamelets, routes, tests, readme).gaps();
    }
}
