package org.m365siem.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawJsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":\"one\ntwo\"}",
                "{\"a\":\"\u0000\"}",
                "{\"a\":NaN}",
                "{\"a\":007}",
                "{\"a\":[+1]}",
                "{\"a\":.5}",
                "{\"a\":5.}",
                "{\"a\":\"\\q\"}",
                "{\"a\":1"
            })
    void a_payload_that_is_not_quite_json_travels_as_a_string(String payload) throws Exception {
        byte[] value = RawJson.value(payload.getBytes(StandardCharsets.UTF_8));
        assertThat(new ObjectMapper().readTree(value).textValue()).isEqualTo(payload);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"a\":\"\\u0000\\n\",\"b\":[1,-0.5e3,null]}"})
    void an_object_travels_as_it_is(String payload) {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        assertThat(RawJson.value(bytes)).isSameAs(bytes);
    }
}
