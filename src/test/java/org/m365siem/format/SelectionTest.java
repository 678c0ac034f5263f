package org.m365siem.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.m365siem.event.EventBatch;
import org.m365siem.event.SecurityEvent;
import org.m365siem.event.Severity;
import org.m365siem.settings.SettingException;

class SelectionTest {
    private static final EventBatch BATCH = EventBatch.of(
            "office365-audit",
            "t",
            List.of(
                    event("1", "ExchangeAdmin", Severity.NONE),
                    event("2", "SharePoint", Severity.LOW),
                    event("3", "9999", Severity.UNKNOWN),
                    event("4", "ExchangeAdminPlus", Severity.HIGH)));

    private final Selection selection = new Selection();

    @Test
    void nothing_set_lets_everything_pass() {
        selection.setSources("");
        selection.setTypes(" ");
        selection.setDropTypes(null);
        selection.setMinSeverity("");
        assertThat(selection.select(BATCH)).isSameAs(BATCH);
    }

    @Test
    void names_are_compared_whole_in_any_case_and_by_number() {
        selection.setTypes("1, 9999");
        assertThat(selection.select(BATCH).ids()).containsExactly("1", "3");
        selection.setDropTypes("exchangeadmin");
        assertThat(selection.select(BATCH).ids()).containsExactly("3");
        selection.setSources("entra-signins,Office365-Audit");
        assertThat(selection.select(BATCH).ids()).containsExactly("3");
        selection.setSources("office365");
        EventBatch none = selection.select(BATCH);
        assertThat(none.isEmpty()).isTrue();
        assertThat(none.number()).isEqualTo(BATCH.number());
    }

    @Test
    void a_missing_severity_is_informational_and_an_unknown_one_passes() {
        selection.setMinSeverity("informational");
        assertThat(selection.select(BATCH).ids()).containsExactly("1", "2", "3", "4");
        selection.setMinSeverity("Low");
        assertThat(selection.select(BATCH).ids()).containsExactly("2", "3", "4");
        selection.setMinSeverity("critical");
        assertThat(selection.select(BATCH).ids()).containsExactly("3");
        for (String word : List.of("worst", "none", "unknown")) {
            assertThatThrownBy(() -> selection.setMinSeverity(word))
                    .isInstanceOf(SettingException.class)
                    .hasMessageContaining("informational, low, medium, high, critical");
        }
    }

    @Test
    void formats_are_known_by_name() {
        Formats formats = new Formats();
        assertThat(formats.format(BATCH)).isSameAs(BATCH);
        formats.setFormat("JSON");
        assertThat(formats.format(BATCH).payload(0))
                .isEqualTo(BATCH.events().get(0).json());
        assertThatThrownBy(() -> formats.setFormat("cefx"))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("one of json");
    }

    private static SecurityEvent event(String id, String type, Severity severity) {
        return new SecurityEvent(
                id, "t", "office365-audit", "f", type, Instant.EPOCH, severity, "", new byte[] {'{', '}'});
    }
}
