package org.m365siem.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.m365siem.event.SecurityEvent;
import org.m365siem.event.Severity;

class ShortenedTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void every_limit_gives_valid_json_whose_whole_fields_are_those_of_the_record() throws Exception {
        String record =
                "{\"Version\":1,\"Parameters\":[{\"Name\":\"a\",\"Value\":\"}],\\\"\"}],\"truncated\":false,\"Id\":\"i-1\","
                        + "\"ObjectId\":\"C:\\\\dir\\\\\\u00e9\\ud83d\\ude42é🙂\",\"ResultStatus\":null,\"RecordType\":1,\"x\":-1.5E+10}";
        JsonNode whole = JSON.readTree(record);
        for (int most = 0; most <= record.length() + 40; most++) {
            byte[] shorter = Shortened.of(event("i-1"), bytes(record), most);
            assertThat(shorter.length).isLessThanOrEqualTo(most);
            if (shorter.length > 0) {
                JsonNode read = JSON.readTree(shorter);
                assertThat(read.get("truncated").asBoolean()).isTrue();
                read.fieldNames().forEachRemaining(name -> {
                    if (!name.equals("truncated")) {
                        assertThat(read.get(name)).isEqualTo(whole.get(name));
                    }
                });
            }
        }
    }

    @Test
    void strings_are_cut_on_whole_code_points_and_whole_escapes() throws Exception {
        for (String unit : new String[] {"é", "🙂", "\\n", "\\u00e9", "\\ud83d\\ude42", "\\\\", "ש", "\\ud83d"}) {
            byte[] quoted = bytes("\"" + unit.repeat(30) + "\"");
            for (int most = 2; most < quoted.length; most++) {
                byte[] cut = JsonFields.shorten(quoted, most);
                assertThat(cut.length).isLessThanOrEqualTo(most);
                String text = new String(cut, StandardCharsets.UTF_8);
                assertThat(text).isEqualTo("\"" + unit.repeat((text.length() - 2) / unit.length()) + "\"");
                assertThat(quoted.length).isGreaterThan(cut.length);
            }
        }
    }

    @Test
    void bytes_that_are_no_object_become_what_is_known_of_the_event() throws Exception {
        for (String text : new String[] {"[1,2", "null", "x", "{\"a\":", "{} {}", "{\"a\":,}", "\"s\"", "{'a':1}"}) {
            JsonNode read = JSON.readTree(Shortened.of(event("i\"\n1"), bytes(text), 500));
            assertThat(read.get("Id").asText()).isEqualTo("i\" 1");
            assertThat(read.get("CreationTime").asText()).isEqualTo("2026-11-22T08:15:30Z");
            assertThat(read.get("RecordType").asText()).isEqualTo("DLP");
            assertThat(read.get("truncated").asBoolean()).isTrue();
        }
    }

    private static SecurityEvent event(String id) {
        return new SecurityEvent(
                id, "t", "s", "f", "DLP", Instant.parse("2026-11-22T08:15:30Z"), Severity.NONE, "u", new byte[0]);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
