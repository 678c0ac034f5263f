package org.m365siem.collect.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.m365siem.collect.Verdict;
import org.m365siem.collect.Verdict.Kind;

class AuditErrorsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    private static Verdict of(int status, String body) {
        return AuditErrors.of(status, null, body, NOW);
    }

    @ParameterizedTest
    @CsvSource({
        "AF10001, 401, REFUSED",
        "AF20001, 400, REFUSED",
        "AF20002, 400, REFUSED",
        "AF20003, 400, REFUSED",
        "AF20010, 403, REFUSED",
        "AF20011, 400, REFUSED",
        "AF20012, 400, REFUSED",
        "AF20013, 400, REFUSED",
        "AF20020, 403, REFUSED",
        "AF20021, 400, REFUSED",
        "AF20022, 400, SUBSCRIBE",
        "AF20023, 400, SUBSCRIBE",
        "AF20024, 400, SUCCESS",
        "AF20030, 400, RESTART_WINDOW",
        "AF20031, 400, RESTART_WINDOW",
        "AF20050, 404, GONE",
        "AF20051, 410, EXPIRED",
        "AF20052, 400, MALFORMED",
        "AF20053, 400, REFUSED",
        "AF20054, 400, REFUSED",
        "AF20055, 400, RESTART_WINDOW",
        "AF429, 403, THROTTLED",
        "AF429, 429, THROTTLED",
        "429, 403, THROTTLED",
        "AF50000, 500, RETRY",
        "AF50005, 400, RETRY",
        "AF50006, 400, RETRY",
        "AF99999, 400, RETRY",
        "AF99999, 403, REFUSED"
    })
    void every_code_is_treated_as_the_table_says(String code, int status, Kind kind) {
        String body = "{\"error\":{\"code\":\"" + code + "\",\"message\":\"in words\"}}";
        assertThat(of(status, body).kind()).isEqualTo(kind);
        assertThat(of(status, body).message()).contains(code, "in words", String.valueOf(status));
        assertThat(of(status, body.replace('"', '\'')).kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "401, UNAUTHORIZED",
        "403, REFUSED",
        "404, RETRY",
        "408, RETRY",
        "411, RETRY",
        "429, THROTTLED",
        "500, RETRY",
        "502, RETRY",
        "503, RETRY",
        "302, RETRY",
        "204, RETRY"
    })
    void without_a_code_the_status_decides(int status, Kind kind) {
        assertThat(of(status, "").kind()).isEqualTo(kind);
        assertThat(of(status, "<html>\n<h1>Proxy</h1>" + "x".repeat(5000)).message())
                .contains("HTTP " + status, "<html> <h1>Proxy</h1>")
                .hasSizeLessThan(330);
    }

    @Test
    void the_wait_is_read_from_the_header_or_from_the_words() {
        assertThat(AuditErrors.of(429, "30", "", NOW).after()).isEqualTo(Duration.ofSeconds(30));
        assertThat(AuditErrors.of(429, "Tue, 24 Nov 2026 12:00:45 GMT", "", NOW).after())
                .isEqualTo(Duration.ofSeconds(45));
        assertThat(AuditErrors.of(429, "Tue, 24 Nov 2026 11:00:45 GMT", "", NOW).after())
                .isZero();
        assertThat(AuditErrors.of(429, "99999999999", "", NOW).after()).isEqualTo(Duration.ofHours(1));
        assertThat(AuditErrors.of(429, "0", "", NOW).after()).isZero();
        assertThat(AuditErrors.of(429, "soon", "", NOW).after()).isNull();
        assertThat(AuditErrors.of(503, "7", "", NOW).after()).isEqualTo(Duration.ofSeconds(7));
        String words =
                "{\"error\":{\"code\":\"429\",\"message\":\"Too many frequent subscription start requests. Please retry again after 8m 46s\"}}";
        assertThat(of(403, words).after()).isEqualTo(Duration.ofSeconds(526));
        assertThat(of(403, words.replace("8m 46s", "9h")).after()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void a_switched_off_audit_log_is_named() {
        Verdict off = of(
                400,
                "{\"error\":{\"code\":\"AF50000\",\"message\":\"Microsoft.Office.Compliance.Audit.DataServiceException: Tenant 1111 does not exist.\"}}");
        assertThat(off.kind()).isEqualTo(Kind.REFUSED);
        assertThat(off.message()).contains("audit logging is probably off", "Set-AdminAuditLogConfig");
    }
}
