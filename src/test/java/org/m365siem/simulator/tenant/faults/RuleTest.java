package org.m365siem.simulator.tenant.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.m365siem.simulator.tenant.api.Call;
import org.m365siem.simulator.tenant.api.Operation;
import org.m365siem.simulator.tenant.feed.Blob;
import org.m365siem.simulator.tenant.http.HttpAnswer;
import org.m365siem.simulator.tenant.http.HttpRequest;
import org.m365siem.simulator.tenant.records.ContentType;
import org.m365siem.simulator.tenant.records.Owner;

class RuleTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    @Test
    void theSeedDecidesWhichCallsAreStruckAndTheFirstOneAlwaysIs() {
        assertThat(pattern(rule(5, 1))).isEqualTo(pattern(rule(5, 1))).startsWith("x");
        assertThat(pattern(rule(5, 1))).isNotEqualTo(pattern(rule(6, 1)));
        assertThat(pattern(rule(5, 1)).chars().filter(c -> c == 'x').count()).isBetween(5L, 60L);
        assertThat(pattern(rule(5, 10))).startsWith(".");
    }

    @Test
    void aBlobIsStruckOnlySoOften() {
        Rule rule = Rule.on(Operation.BLOB)
                .every(1)
                .times(2)
                .instead((call, turn) -> HttpAnswer.empty(500))
                .bind(1, "test", 1, Duration.ZERO);
        Call call = call(Operation.BLOB, NOW);
        assertThat(rule.before(call)).isNotNull();
        assertThat(rule.before(call)).isNotNull();
        assertThat(rule.before(call)).isNull();
    }

    @Test
    void aRuleThatIsLimitedEnds() {
        Rule rule = Rule.on(Operation.CONTENT)
                .every(1)
                .atMost(3)
                .instead((call, turn) -> HttpAnswer.empty(500))
                .bind(1, "test", 1, Duration.ZERO);
        assertThat(pattern(rule)).startsWith("xxx.").doesNotContain(".x");
    }

    @Test
    void whatMustBeRepairedLastsUntilThen() {
        Rule rule = Rule.on(Operation.START)
                .untilFixed()
                .instead((call, turn) -> HttpAnswer.empty(401))
                .bind(1, "test", 1, Duration.ofSeconds(10));
        assertThat(rule.before(call(Operation.START, NOW))).isNotNull();
        assertThat(rule.before(call(Operation.START, NOW.plusSeconds(9)))).isNotNull();
        assertThat(rule.before(call(Operation.START, NOW.plusSeconds(10)))).isNull();
        assertThat(rule.before(call(Operation.LIST, NOW))).isNull();
    }

    private static Rule rule(long seed, int rarity) {
        return Rule.on(Operation.CONTENT)
                .every(4)
                .instead((call, turn) -> HttpAnswer.empty(500))
                .bind(seed, "test", rarity, Duration.ZERO);
    }

    private static String pattern(Rule rule) {
        StringBuilder pattern = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            pattern.append(rule.before(call(Operation.CONTENT, NOW)) == null ? '.' : 'x');
        }
        return pattern.toString();
    }

    private static Call call(Operation operation, Instant now) {
        HttpRequest request = new HttpRequest("GET", "/", Map.of(), Map.of(), new byte[0]);
        Blob blob = new Blob(
                new Owner(1, ContentType.EXCHANGE, NOW, Duration.ZERO), "id", NOW, NOW, Blob.Fate.LASTS, 0, 10);
        return new Call(operation, request, ContentType.EXCHANGE, blob, now, null, null, "https://localhost");
    }
}
