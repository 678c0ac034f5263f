package org.m365siem.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import org.apache.camel.component.syslog.Rfc5424SyslogMessage;
import org.apache.camel.component.syslog.SyslogConverter;
import org.apache.camel.component.syslog.SyslogFacility;
import org.apache.camel.component.syslog.SyslogMessage;
import org.apache.camel.component.syslog.SyslogSeverity;
import org.junit.jupiter.api.Test;
import org.m365siem.event.SecurityEvent;
import org.m365siem.event.Severity;

class SyslogLineTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BOM = "\uFEFF";
    private static final SecurityEvent PLAIN = event("7c1e6f52", "ExchangeAdmin", "{\"Operation\":\"Set-Mailbox\"}");

    @Test
    void the_line_of_an_audit_record() {
        assertThat(line(PLAIN))
                .isEqualTo("<110>1 2026-11-22T08:15:30.123Z fwd01.example.net m365-siem 4711 ExchangeAdmin"
                        + " [m365@32473 id=\"7c1e6f52\" tenant=\"t-1\" source=\"office365-audit\" type=\"ExchangeAdmin\"] "
                        + BOM + "{\"Operation\":\"Set-Mailbox\"}");
    }

    @Test
    void the_line_of_rfc_3164_has_neither_year_nor_structured_data_nor_mark() {
        assertThat(line(new SyslogLine(false, 16, "fwd01", "4711", 8192), PLAIN))
                .isEqualTo("<134>Nov 22 08:15:30 fwd01 m365-siem: {\"Operation\":\"Set-Mailbox\"}");
        SecurityEvent early = new SecurityEvent(
                "i", "t", "s", "f", "T", Instant.parse("2026-02-03T04:05:06Z"), Severity.NONE, "", bytes("{}"));
        assertThat(line(new SyslogLine(false, 0, "h", "1", 8192), early))
                .isEqualTo("<6>Feb  3 04:05:06 h m365-siem: {}");
    }

    @Test
    void octets_are_counted_not_characters() {
        SecurityEvent event = event("i", "T", "{\"Name\":\"Zoë 🙂 שלום\"}");
        Bytes out = new Bytes(8);
        new SyslogLine(true, 13, "h", "1", 8192).octetCounted(event, event.json(), out);
        String all = new String(out.toArray(), StandardCharsets.UTF_8);
        int length = Integer.parseInt(all.substring(0, all.indexOf(' ')));
        assertThat(length).isEqualTo(bytes(all.substring(all.indexOf(' ') + 1)).length);
        assertThat(all).endsWith("{\"Name\":\"Zoë 🙂 שלום\"}");
    }

    @Test
    void what_would_end_a_line_or_a_value_is_escaped_by_the_rules_of_its_place() {
        SecurityEvent event =
                event("a\"b\\c]d\ne", "Zoë\u0000 type", "\uFEFF{\r\n\t\"a\" : \"x\u0000y\nz\\\"\u007f\u2028\"\n}");
        Bytes out = new Bytes(8);
        new SyslogLine(true, 13, "", "", 8192).newline(event, event.json(), out);
        String all = new String(out.toArray(), StandardCharsets.UTF_8);
        assertThat(all)
                .isEqualTo("<110>1 2026-11-22T08:15:30.123Z - m365-siem - Zo___type"
                        + " [m365@32473 id=\"a\\\"b\\\\c\\]d e\" tenant=\"t-1\" source=\"office365-audit\" type=\"Zoë  type\"] "
                        + BOM + "{   \"a\" : \"x\\u0000y\\u000az\\\"\\u007f\u2028\" }\n");
    }

    @Test
    void the_value_of_a_record_stays_the_same_on_one_line() throws Exception {
        String pretty =
                JSON.writerWithDefaultPrettyPrinter().writeValueAsString(JSON.readTree("{\"a\":[1,{\"b\":\"c d\"}]}"));
        byte[] line = OneLine.of(bytes(pretty));
        assertThat(new String(line, StandardCharsets.UTF_8)).doesNotContain("\n");
        assertThat(JSON.readTree(line)).isEqualTo(JSON.readTree(pretty));
        byte[] untouched = bytes("{\"already\":\"one line\"}");
        assertThat(OneLine.of(untouched)).isSameAs(untouched);
    }

    @Test
    void bytes_that_are_no_utf_8_go_without_the_mark() {
        byte[] broken = {'{', (byte) 0xC3, '}'};
        Bytes out = new Bytes(8);
        new SyslogLine(true, 13, "h", "1", 8192).bare(PLAIN, broken, out);
        byte[] all = out.toArray();
        assertThat(all).endsWith(']', ' ', '{', (byte) 0xC3, '}');
    }

    @Test
    void every_severity_has_its_level() {
        int[] levels = {6, 5, 6, 5, 4, 3, 2};
        for (Severity severity : Severity.values()) {
            SecurityEvent event = new SecurityEvent("i", "t", "s", "f", "T", Instant.EPOCH, severity, "", bytes("{}"));
            assertThat(line(event))
                    .startsWith("<" + (104 + levels[severity.ordinal()]) + ">1 1970-01-01T00:00:00.000Z ");
        }
    }

    @Test
    void times_are_written_to_the_microsecond_and_impossible_years_not_at_all() {
        Instant micro = Instant.parse("2026-11-22T08:15:30.123456789Z");
        SecurityEvent event = new SecurityEvent("i", "t", "s", "f", "T", micro, Severity.NONE, "", bytes("{}"));
        assertThat(line(event)).contains("1 2026-11-22T08:15:30.123456Z ");
        SecurityEvent never = new SecurityEvent("i", "t", "s", "f", "T", Instant.MAX, Severity.NONE, "", bytes("{}"));
        assertThat(line(never)).startsWith("<110>1 - ");
    }

    @Test
    void camel_syslog_reads_back_what_was_written() throws Exception {
        SyslogMessage read = SyslogConverter.parseMessage(bytes(line(PLAIN)));
        assertThat(read).isInstanceOf(Rfc5424SyslogMessage.class);
        assertThat(read.getFacility().ordinal()).isEqualTo(13);
        assertThat(read.getSeverity()).isEqualTo(SyslogSeverity.INFO);
        assertThat(read.getHostname()).isEqualTo("fwd01.example.net");
        assertThat(read.getTimestamp().toInstant()).isEqualTo(PLAIN.time());
        assertThat(read.getLogMessage()).endsWith("{\"Operation\":\"Set-Mailbox\"}");
        SyslogMessage old =
                SyslogConverter.parseMessage(bytes(line(new SyslogLine(false, 16, "fwd01", "1", 8192), PLAIN)));
        assertThat(old.getFacility()).isEqualTo(SyslogFacility.LOCAL0);
        assertThat(old.getHostname()).isEqualTo("fwd01");
        assertThat(old.getLogMessage()).isEqualTo("m365-siem: {\"Operation\":\"Set-Mailbox\"}");
    }

    @Test
    void a_record_of_one_megabyte_is_shortened_to_valid_json_and_says_so() throws Exception {
        SecurityEvent event = event(
                "big",
                "DLP",
                "{\"Data\":\"" + "x".repeat(1_000_000)
                        + "\",\"Id\":\"big\",\"Operation\":\"DlpRuleMatch\",\"UserId\":\"" + "🙂".repeat(400)
                        + "\",\"Nested\":{\"kept\":[1,2]}}");
        String line = line(event);
        assertThat(bytes(line)).hasSizeLessThanOrEqualTo(8192);
        assertThat(line).contains("type=\"DLP\" truncated=\"true\"] ");
        JsonNode json = JSON.readTree(line.substring(line.indexOf(BOM) + 1));
        assertThat(json.get("Id").asText()).isEqualTo("big");
        assertThat(json.get("UserId").asText()).isEqualTo("🙂".repeat(127));
        assertThat(json.get("Nested")).isEqualTo(JSON.readTree("{\"kept\":[1,2]}"));
        assertThat(json.get("truncated").asBoolean()).isTrue();
        assertThat(json.has("Data")).isFalse();
    }

    @Test
    void when_nothing_fits_the_header_goes_alone() {
        SecurityEvent event = event("🙂".repeat(600), "🙂".repeat(600), "x".repeat(5000));
        String line = line(new SyslogLine(true, 13, "h".repeat(300), "1".repeat(200), 1024), event);
        assertThat(bytes(line)).hasSizeLessThanOrEqualTo(1024);
        assertThat(line).contains(" [m365@32473 id=\"" + "🙂".repeat(36) + "\"").contains("truncated=\"true\"]");
    }

    /** Total: whatever comes in, one line within the limit comes out, and JSON stays JSON. */
    @Test
    void any_bytes_give_one_line_within_the_limit() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String alphabet = "{}[]\":,\\u00d83e🙂é\n\u0000 ax1";
        for (int i = 0; i < 3000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "{\"a\":\"" : "");
            for (int length = random.nextInt(3000); length > 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            byte[] payload = random.nextInt(4) == 0
                    ? random(random, 2000)
                    : bytes(text.append("\"}").toString());
            SecurityEvent event = event(text.toString(), text.reverse().toString(), "");
            int limit = 1024 + random.nextInt(2000);
            Bytes out = new Bytes(8);
            new SyslogLine(random.nextBoolean(), 13, "h", "1", limit).bare(event, payload, out);
            assertThat(out.size()).as("seed %s", seed).isLessThanOrEqualTo(limit);
            assertThat(out.toArray()).as("seed %s", seed).doesNotContain('\n', 0, '\r', '\t');
        }
    }

    private static byte[] random(Random random, int most) {
        byte[] bytes = new byte[random.nextInt(most)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String line(SecurityEvent event) {
        return line(new SyslogLine(true, 13, "fwd01.example.net", "4711", 8192), event);
    }

    private static String line(SyslogLine line, SecurityEvent event) {
        Bytes out = new Bytes(8);
        line.bare(event, event.json(), out);
        return new String(out.toArray(), StandardCharsets.UTF_8);
    }

    private static SecurityEvent event(String id, String type, String json) {
        return new SecurityEvent(
                id,
                "t-1",
                "office365-audit",
                "Audit.Exchange",
                type,
                Instant.parse("2026-11-22T08:15:30.123Z"),
                Severity.NONE,
                "user@example.com",
                bytes(json));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
