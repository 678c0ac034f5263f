package org.m365siem.collect.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.m365siem.event.RecordTypes;
import org.m365siem.event.SecurityEvent;
import org.m365siem.event.Severity;

class RecordReaderTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void a_record_gives_an_event_with_its_exact_bytes() throws IOException {
        String record = "{ \"Id\" : \"a-1\",\n \"RecordType\":40,\"CreationTime\":\"2026-03-01T09:58:31\","
                + "\"UserId\":\"u@example.org\",\"Severity\":\"High\",\"n\":[{\"Id\":\"inner\"}] }";
        SecurityEvent event = Records.read(" [ " + record + " ] ").get(0);
        assertThat(Records.text(event)).isEqualTo(record);
        assertThat(event.id()).isEqualTo("a-1");
        assertThat(event.type()).isEqualTo("SecurityComplianceAlerts");
        assertThat(event.time()).isEqualTo(Instant.parse("2026-03-01T09:58:31Z"));
        assertThat(event.severity()).isEqualTo(Severity.HIGH);
        assertThat(event.user()).isEqualTo("u@example.org");
        assertThat(event.tenant()).isEqualTo(Records.TENANT);
        assertThat(event.feed()).isEqualTo("Audit.General");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"Id\":\"y\",\n\"a\":\"one\ntwo\"}",
                "{\"Id\":\"y\",\"a\":\"tab\there\u0000\u0007\u001f\"}",
            })
    void control_characters_in_strings_are_escaped_and_the_rest_goes_on(String record) throws IOException {
        for (String before : List.of("", "{\"Id\":\"before\"},")) {
            List<SecurityEvent> events =
                    Records.read("[" + before + record + ",{\"Id\":\"next\"} , {\"Id\":\"last\"}]");
            assertThat(events.subList(before.isEmpty() ? 0 : 1, events.size()))
                    .extracting(SecurityEvent::id)
                    .containsExactly("y", "next", "last");
            SecurityEvent odd = events.get(before.isEmpty() ? 0 : 1);
            String value = record.substring(record.indexOf("\"a\":") + 5, record.length() - 2);
            assertThat(JSON.readTree(odd.json()).get("a").textValue()).isEqualTo(value);
            assertThat(Records.text(events.get(events.size() - 1))).isEqualTo("{\"Id\":\"last\"}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"Id\":\"y\",\"n\":[NaN,-Infinity,007,+1,.5,5.]}", "{\"a\\qb\":\"\\x\",\"Id\":\"y\"}"})
    void a_record_that_is_not_quite_json_travels_as_text_and_the_rest_goes_on(String record) throws IOException {
        List<SecurityEvent> events = Records.read("[{\"Id\":\"before\"}," + record + ",{\"Id\":\"next\"}]");
        assertThat(events).extracting(SecurityEvent::id).containsExactly("before", "y", "next");
        assertThat(JSON.readTree(events.get(1).json()).get("value").textValue()).isEqualTo(record);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            duplicate keys: the last one counts|{"Id":"x","Id":"y","querytime":1,"querytime":2}|y
            a NUL in a string|{"Id":"y","a":"\\u0000b"}|y
            a surrogate pair|{"Id":"y","a":"\\ud83d\\ude00"}|y
            a lone surrogate|{"Id":"y","a":"\\ud83d"}|y
            beyond the basic plane in UTF-8|{"Id":"y","a":"😀ü€"}|y
            a number beyond 2^53|{"Id":"y","a":123456789012345678901234567890.5e400}|y
            an address with port|{"Id":"y","ClientIP":"[fdfd::555]:12346"}|y
            parameters as text|{"Id":"y","Parameters":"a=b"}|y
            JSON in a string|{"Id":"y","AdditionalInfo":"{\\"Id\\":\\"no\\"}"}|y
            an escaped field name|{"\\u0049d":"y"}|y
            an inner Id is not the record's|{"a":{"Id":"no"},"Id":"y"}|y
            nested deeply|{"Id":"y","a":[[[[[[[[{"b":[]}]]]]]]]]}|y
            """)
    void an_odd_record_is_forwarded_as_it_is(String oddity, String record, String id) throws IOException {
        List<SecurityEvent> events = Records.read("[" + record + ",{\"Id\":\"next\"}]");
        assertThat(events).extracting(SecurityEvent::id).containsExactly(id, "next");
        assertThat(Records.text(events.get(0))).isEqualTo(record);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"Id\":\"\"}",
                "{\"Id\":\" \"}",
                "{\"Id\":null}",
                "{\"Id\":7}",
                "{\"Id\":{\"a\":1}}",
                "{\"id\":\"x\"}"
            })
    void a_record_without_a_usable_id_gets_one_from_its_bytes(String record) throws IOException {
        List<SecurityEvent> events = Records.read("[" + record + "," + record + " ,{\"Id\":\"next\"}]");
        assertThat(events).hasSize(3);
        assertThat(events.get(0).id())
                .matches("derived-[0-9a-f]{64}")
                .isEqualTo(events.get(1).id());
        assertThat(Records.text(events.get(0))).isEqualTo(record);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "true", "42", "-1.5e3", "\"text, with ] and }\"", "[]", "[{\"Id\":\"inner\"}]"})
    void an_element_that_is_no_object_travels_wrapped(String element) throws IOException {
        List<SecurityEvent> events = Records.read("[{\"Id\":\"a\"}, " + element + " ,{\"Id\":\"b\"}]");
        assertThat(events).hasSize(3);
        assertThat(Records.text(events.get(1))).isEqualTo("{\"value\":" + element + "}");
        assertThat(events.get(1).id()).startsWith("derived-");
        assertThat(JSON.readTree(events.get(1).json()).isObject()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-01T09:58:31, 2026-03-01T09:58:31Z",
        "2026-03-01T09:58:31Z, 2026-03-01T09:58:31Z",
        "2026-03-01T09:58:31.1234567, 2026-03-01T09:58:31.1234567Z",
        "2026-03-01T09:58:31.5Z, 2026-03-01T09:58:31.5Z",
        "2026-03-01T09:58:31+02:00, 2026-03-01T07:58:31Z",
        "2026-03-01T09:58, 2026-03-01T09:58:00Z",
        "2026-02-30T09:58:31, 2026-03-01T10:01:40Z",
        "2026-03-01T09:58:60, 2026-03-01T10:01:40Z",
        "yesterday, 2026-03-01T10:01:40Z",
        "0001-01-01T00:00:00, 0001-01-01T00:00:00Z"
    })
    void creation_time_is_utc_and_without_one_the_arrival_counts(String text, String time) throws IOException {
        String record = "{\"Id\":\"a\",\"CreationTime\":\"" + text + "\"}";
        assertThat(Records.read("[" + record + "]").get(0).time()).isEqualTo(Instant.parse(time));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            28|ThreatIntelligence
            "28"|ThreatIntelligence
            99999|99999
            "ExchangeAdmin"|ExchangeAdmin
            null|unknown
            {"a":1}|unknown
            1e400|1e400
            -3|-3
            """)
    void the_record_type_has_a_name_or_stays_a_number(String value, String type) throws IOException {
        assertThat(Records.read("[{\"Id\":\"a\",\"RecordType\":" + value + "}]")
                        .get(0)
                        .type())
                .isEqualTo(type);
    }

    @Test
    void the_documented_security_types_have_names() {
        assertThat(RecordTypes.name("41")).isEqualTo("ThreatIntelligenceUrl");
        assertThat(RecordTypes.name("297")).isEqualTo("AuditConfig");
        assertThat(RecordTypes.known()).isGreaterThan(200);
    }

    @Test
    void wherever_the_stream_is_cut_into_pieces_the_records_are_the_same() throws IOException {
        String blob =
                "[{\"Id\":\"a\",\"x\":\"ü😀\\\"}]\"},{\"CreationTime\":\"2026-03-01T09:58:31\",\"Id\":\"b\"} , 17,\n{\"Id\":\"c\"}]\n";
        byte[] bytes = blob.getBytes(StandardCharsets.UTF_8);
        List<String> whole = Records.read(blob).stream().map(Records::text).toList();
        assertThat(whole).hasSize(4);
        for (int cut = 0; cut <= bytes.length; cut++) {
            InputStream two = new SequenceInputStream(
                    new ByteArrayInputStream(bytes, 0, cut), new ByteArrayInputStream(bytes, cut, bytes.length - cut));
            assertThat(Records.read(two).stream().map(Records::text))
                    .as("cut at " + cut)
                    .isEqualTo(whole);
        }
        for (int size = 1; size < 20; size++) {
            assertThat(Records.read(Records.inPieces(bytes, size)).stream().map(Records::text))
                    .as("pieces of " + size)
                    .isEqualTo(whole);
        }
    }

    @Test
    void a_byte_order_mark_is_left_out() throws IOException {
        assertThat(Records.read("\uFEFF[{\"Id\":\"a\"}]"))
                .extracting(Records::text)
                .containsExactly("{\"Id\":\"a\"}");
        assertThat(Records.read("\uFEFF[]")).isEmpty();
    }

    @Test
    void a_record_of_a_megabyte_and_more_passes() throws IOException {
        String big = "{\"Id\":\"big\",\"a\":\"" + "x".repeat(3_000_000) + "\"}";
        List<SecurityEvent> events = Records.read("[{\"Id\":\"a\"}," + big + ",{\"Id\":\"b\"}]");
        assertThat(events).extracting(SecurityEvent::id).containsExactly("a", "big", "b");
        assertThat(Records.text(events.get(1))).isEqualTo(big);
    }

    @Test
    void a_record_without_end_is_refused_before_it_fills_the_memory() {
        TeeStream tee = new TeeStream(
                new InputStream() {
                    @Override
                    public int read() {
                        return 'x';
                    }
                },
                1_000_000);
        assertThatThrownBy(() -> {
                    byte[] buffer = new byte[8000];
                    for (int i = 0; i < 10_000; i++) {
                        tee.read(buffer, 0, buffer.length);
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("1 MB");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "{}",
                "<html>x</html>",
                "\"a\"",
                "[{\"Id\":\"a\"}",
                "[{\"Id\":\"a\"},",
                "[{\"Id\":",
                "[{\"Id\":\"a\"}]x",
                "[{\"Id\":\"a\"} {\"Id\":\"b\"}]",
                "[{\"Id\":tru}]"
            })
    void a_body_that_is_no_array_fails(String body) {
        assertThatThrownBy(() -> Records.read(body)).isInstanceOf(IOException.class);
    }

    @Test
    void real_records_come_out_as_they_went_in() throws IOException {
        List<String> real = Records.real();
        List<SecurityEvent> events = Records.read("[" + String.join(",", real) + "]");
        assertThat(events).hasSameSizeAs(real);
        for (int i = 0; i < real.size(); i++) {
            JsonNode tree = JSON.readTree(real.get(i));
            assertThat(Records.text(events.get(i))).isEqualTo(real.get(i));
            assertThat(events.get(i).id()).isEqualTo(tree.path("Id").asText());
            assertThat(events.get(i).user()).isEqualTo(tree.path("UserId").asText());
        }
    }

    @Test
    void random_blobs_agree_with_a_tree_parser() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            List<String> elements = new ArrayList<>();
            for (int i = random.nextInt(20); i > 0; i--) {
                elements.add(RandomJson.element(random));
            }
            String blob = "[" + String.join(random.nextBoolean() ? "," : " ,\r\n", elements) + "]";
            JsonNode tree = JSON.readTree(blob);
            byte[] bytes = blob.getBytes(StandardCharsets.UTF_8);
            List<SecurityEvent> events = Records.read(Records.inPieces(bytes, 1 + random.nextInt(50)));
            assertThat(events).as("seed " + seed).hasSize(elements.size());
            for (int i = 0; i < elements.size(); i++) {
                boolean object = tree.get(i).isObject();
                String expected = object ? elements.get(i) : "{\"value\":" + elements.get(i) + "}";
                assertThat(Records.text(events.get(i))).as("seed " + seed).isEqualTo(expected);
                String id = tree.get(i).path("Id").isTextual()
                        ? tree.get(i).path("Id").asText()
                        : "";
                if (!id.isBlank()) {
                    assertThat(events.get(i).id()).as("seed " + seed).isEqualTo(id);
                }
            }
        }
    }
}
