package org.m365siem.collect.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.m365siem.collect.audit.FeedDriver.answer;
import static org.m365siem.collect.audit.FeedDriver.error;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.m365siem.collect.Verdict;

class SubscriptionTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private final FeedDriver driver = new FeedDriver(Map.of());

    private long starts() {
        return driver.asked.stream()
                .filter(line ->
                        line.startsWith("POST subscriptions/start?contentType=Audit.Exchange&PublisherIdentifier="))
                .count();
    }

    @Test
    void an_enabled_subscription_is_not_started() {
        driver.tick().ticks(5, Duration.ofMinutes(1));
        assertThat(starts()).isZero();
        assertThat(driver.asked.stream().filter(line -> line.contains("/list?PublisherIdentifier=")))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "[{\"contentType\":\"Audit.Exchange\",\"status\":\"disabled\"}]",
                "[{\"contentType\":\"DLP.All\",\"status\":\"enabled\"}]"
            })
    void a_missing_one_is_started_once(String list) {
        driver.subscriptions.add(answer(200, list));
        driver.tick().ticks(5, Duration.ofMinutes(1));
        assertThat(starts()).isEqualTo(1);
        assertThat(driver.listed()).hasSize(6);
    }

    @Test
    void started_already_is_success() {
        driver.subscriptions.add(answer(200, "[]"));
        driver.subscriptions.add(error(400, "AF20024"));
        driver.tick();
        assertThat(driver.listed()).hasSize(1);
        assertThat(driver.now().state()).isEqualTo("flowing");
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 404, 200})
    void a_list_that_cannot_be_had_is_answered_by_starting(int status) {
        driver.subscriptions.add(answer(status, "<html>"));
        driver.tick();
        assertThat(starts()).isEqualTo(1);
        assertThat(driver.listed()).hasSize(1);
    }

    @Test
    void a_list_that_gets_no_answer_twice_is_gone_without() {
        for (int i = 0; i < 2; i++) {
            FeedRun run = driver.feeds.due().get(0);
            assertThat(run.isAsking()).isTrue();
            assertThat(run.getUri()).contains("/list");
            run.ended(Verdict.retry("SocketException: Connection reset"));
            driver.clock.tick(Duration.ofMinutes(1));
        }
        driver.tick();
        assertThat(starts()).isEqualTo(1);
        assertThat(driver.listed()).hasSize(1);
    }

    @Test
    void a_content_type_that_does_not_exist_is_refused_and_never_listed() {
        driver.subscriptions.add(answer(200, "[]"));
        for (int i = 0; i < 10; i++) {
            driver.subscriptions.add(error(403, "AF20020"));
        }
        driver.tick().ticks(300, SECOND);
        assertThat(starts()).as("at once, after 2 and after 4 minutes").isEqualTo(3);
        assertThat(driver.listed()).isEmpty();
        assertThat(driver.now().state()).isEqualTo("refused");
        assertThat(driver.now().lastError()).contains("AF20020", "m365.content-types");
    }

    @Test
    void a_start_that_comes_too_soon_waits_as_long_as_the_words_say() {
        driver.subscriptions.add(answer(200, "[]"));
        driver.subscriptions.add(
                answer(403, "{\"error\":{\"code\":\"429\",\"message\":\"Please retry again after 8m 46s\"}}"));
        driver.tick().ticks(525, SECOND);
        assertThat(starts()).isEqualTo(1);
        driver.ticks(1, SECOND);
        assertThat(starts()).isEqualTo(2);
        assertThat(driver.listed()).hasSize(1);
    }

    @Test
    void a_subscription_that_disappears_is_started_again() {
        driver.tick();
        driver.listings.add(error(400, "AF20022"));
        driver.ticks(1, Duration.ofMinutes(1));
        assertThat(starts()).isEqualTo(1);
        assertThat(driver.listed()).hasSize(3);
    }

    @Test
    void a_subscription_that_stays_missing_is_not_started_in_a_tight_loop() {
        for (int i = 0; i < 1000; i++) {
            driver.listings.add(error(400, "AF20022"));
        }
        driver.tick().ticks(120, SECOND);
        assertThat(starts()).isBetween(3L, 12L);
    }
}
