package org.m365siem.simulator.receiver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyslogMessageTest {
    private static final String HEADER =
            "<110>1 2026-11-22T08:15:30.123Z fwd01.example.net m365fwd 4711 ExchangeAdmin ";

    private static SyslogMessage parse(String text) throws SyslogFormatException {
        return SyslogMessage.parse(text.getBytes(UTF_8));
    }

    @Test
    void reads_every_part_of_rfc_5424() throws Exception {
        SyslogMessage message = parse(
                HEADER + "[m365@32473 id=\"7c1e6f52\" tenant=\"a\\\"b\\\\c\\]d\\e\"][x@1] \uFEFF{\"Operation\":\"ä\"}");
        assertThat(message.facility()).isEqualTo(13);
        assertThat(message.severity()).isEqualTo(6);
        assertThat(message.version()).isEqualTo(1);
        assertThat(message.host()).isEqualTo("fwd01.example.net");
        assertThat(message.app()).isEqualTo("m365fwd");
        assertThat(message.procId()).isEqualTo("4711");
        assertThat(message.msgId()).isEqualTo("ExchangeAdmin");
        assertThat(message.parameter("id")).isEqualTo("7c1e6f52");
        assertThat(message.parameter("tenant")).isEqualTo("a\"b\\c]d\\e");
        assertThat(message.data()).containsKey("x@1");
        assertThat(message.message()).isEqualTo("{\"Operation\":\"ä\"}");
    }

    @Test
    void everything_but_the_pri_and_version_may_be_nil() throws Exception {
        SyslogMessage message = parse("<0>1 - - - - - -");
        assertThat(message.message()).isNull();
        assertThat(message.timestamp()).isEqualTo("-");
        assertThat(message.data()).isEmpty();
        assertThat(SyslogIds.of(message)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "110>1 - - - - - -",
                "<192>1 - - - - - -",
                "<007>1 - - - - - -",
                "<>1 - - - - - -",
                "<13>2 - - - - - -",
                "<13>1 2026-11-22 - - - - -",
                "<13>1 2026-11-22T08:15:60Z - - - - -",
                "<13>1 2026-11-22T08:15:30.1234567Z - - - - -",
                "<13>1 2026-11-22T08:15:30 - - - - -",
                "<13>1 2026-13-22T08:15:30Z - - - - -",
                "<13>1 -  - - - -",
                "<13>1 - hö - - - -",
                "<13>1 - - - - a23456789b123456789c123456789d123 -",
                "<13>1 - - - - -",
                "<13>1 - - - - - [",
                "<13>1 - - - - - [a",
                "<13>1 - - - - - [a b=c]",
                "<13>1 - - - - - [a b=\"c]\"]",
                "<13>1 - - - - - [a b=\"c\"",
                "<13>1 - - - - - [a b=\"c\"][a b=\"d\"]",
                "<13>1 - - - - - [a b=\"c\"]x",
                "<13>1 - - - - - \uFEFF[a b=\"c\"]",
                "<13>Nov 22 8:15:30 host tag: x",
                "<13>Nov 32 08:15:30 host tag: x",
                "<13>Nov 22 08:15:30 host t_ag x",
                "<13>Nov 22 08:15:30 host"
            })
    void refuses_what_breaks_a_rule(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(SyslogFormatException.class);
    }

    @Test
    void after_a_bom_everything_must_be_utf_8() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write((HEADER + "- \uFEFF").getBytes(UTF_8));
        bytes.write(0xFF);
        assertThatThrownBy(() -> SyslogMessage.parse(bytes.toByteArray())).hasMessageContaining("UTF-8");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "<13>Nov  2 08:15:30 host tag: {\"a\":{\"Id\":\"no\"},\"Id\":\"yes\"}|tag|yes",
                "<13>Nov 22 08:15:30 host m365[12]: CEF:0|m365|",
                "<13>1 - - - - - - {\"Id\":\"yes\",\"cut|-|yes"
            })
    void finds_the_id_without_structured_data(String text, String app, String id) throws Exception {
        SyslogMessage message = parse(text);
        assertThat(message.app()).isEqualTo(app);
        assertThat(SyslogIds.of(message)).isEqualTo(id == null || id.isEmpty() ? null : id);
    }

    @Test
    void finds_the_id_of_cef_and_leef() throws Exception {
        assertThat(SyslogIds.of(parse("<110>Nov 22 08:15:30 fwd01 CEF:0|M|M365|1|C|N|1|rt=1 externalId=7c1e act=x")))
                .isEqualTo("7c1e");
        assertThat(SyslogIds.of(parse("<110>Nov 22 08:15:30 fwd01 LEEF:2.0|M|M365|1|C|^|cat=a^externalId=7c1e^b=c")))
                .isEqualTo("7c1e");
    }
}
