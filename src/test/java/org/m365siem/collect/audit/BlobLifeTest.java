package org.m365siem.collect.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.m365siem.collect.audit.FeedDriver.answer;
import static org.m365siem.collect.audit.FeedDriver.descriptor;
import static org.m365siem.collect.audit.FeedDriver.error;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.m365siem.collect.Answer;
import org.m365siem.collect.Verdict;

class BlobLifeTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final String CREATED = "2026-11-24T10:00:00Z";
    private final FeedDriver driver = new FeedDriver(Map.of());

    private static Answer page(String... ids) {
        StringBuilder page = new StringBuilder();
        for (String id : ids) {
            page.append(page.isEmpty() ? "" : ",").append(descriptor(id, CREATED));
        }
        return answer(200, "[" + page + "]");
    }

    @Test
    void a_failed_blob_is_tried_again_with_growing_waits_while_the_position_moves_on() {
        driver.listings.add(page("one"));
        for (int i = 0; i < 4; i++) {
            driver.blobs.add(answer(500, ""));
        }
        driver.tick();
        assertThat(driver.now().openItems()).isEqualTo(1);
        assertThat(driver.now().position()).isEqualTo(driver.clock.instant());
        assertThat(driver.now().state()).isEqualTo("retrying");
        driver.ticks(15, SECOND);
        assertThat(driver.fetched()).as("after 1, 3, 7 and 15 seconds").isEqualTo(5);
        assertThat(driver.ids).containsExactly("one");
        assertThat(driver.now().state()).isEqualTo("flowing");
        assertThat(driver.now().lastError()).isNull();
    }

    @Test
    void a_poisoned_blob_stays_open_and_is_tried_every_minute_for_ever() {
        driver.listings.add(page("bad"));
        for (int i = 0; i < 1000; i++) {
            driver.blobs.add(answer(200, "<html>"));
        }
        driver.tick().ticks(180, MINUTE);
        assertThat(driver.fetched()).isBetween(170L, 190L);
        assertThat(driver.now().openItems()).isEqualTo(1);
        assertThat(driver.now().lost()).isEmpty();
        driver.blobs.clear();
        driver.ticks(1, MINUTE);
        assertThat(driver.ids).containsExactly("bad");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void one_blob_that_is_refused_does_not_pause_the_feed(int status) {
        driver.listings.add(page("bad"));
        driver.blobs.add(answer(status, ""));
        driver.tick();
        driver.listings.add(page("good"));
        driver.blobs.add(answer(status, ""));
        driver.ticks(1, MINUTE);
        assertThat(driver.ids).containsExactly("good");
        assertThat(driver.now().notBefore()).isNull();
        assertThat(driver.now().openItems()).isEqualTo(1);
        driver.ticks(1, MINUTE);
        assertThat(driver.ids).containsExactly("good", "bad");
    }

    @Test
    void several_blobs_refused_one_after_the_other_pause_the_feed() {
        driver.listings.add(page("one", "two", "three", "four"));
        for (int i = 0; i < 4; i++) {
            driver.blobs.add(answer(403, ""));
        }
        driver.tick();
        assertThat(driver.fetched()).isEqualTo(3);
        assertThat(driver.now().state()).isEqualTo("refused");
        assertThat(driver.now().notBefore()).isEqualTo(driver.clock.instant().plusSeconds(120));
    }

    @Test
    void content_past_its_expiration_is_not_lost_while_microsoft_answers_with_an_error() {
        driver.listings.add(page("one"));
        for (int i = 0; i < 40; i++) {
            driver.blobs.add(answer(503, ""));
        }
        driver.tick().ticks(39, Duration.ofHours(12));
        assertThat(driver.now().openItems()).isEqualTo(1);
        assertThat(driver.now().lost()).isEmpty();
        driver.ticks(1, Duration.ofHours(12));
        assertThat(driver.ids).containsExactly("one");
    }

    @Test
    void content_that_never_comes_is_given_up_thirty_days_after_its_expiration() {
        driver.listings.add(page("one"));
        for (int i = 0; i < 40; i++) {
            driver.blobs.add(answer(503, ""));
        }
        driver.tick().ticks(38, Duration.ofDays(1));
        assertThat(driver.now().lost()).containsExactly(Map.entry("expired", 1L));
    }

    @Test
    void tries_without_an_answer_do_not_count_against_a_blob() {
        driver.listings.add(page("one"));
        Iterator<BlobFetch> handout = listedOnly();
        for (int i = 0; i < 50; i++) {
            handout.next().ended(Verdict.retry("ConnectException: refused"));
            assertThat(handout.hasNext()).isFalse();
            driver.clock.tick(MINUTE);
            driver.feeds.due();
            handout = driver.feeds.blobs();
        }
        BlobFetch last = handout.next();
        assertThat(last.item().tries).isZero();
        assertThat(driver.feeds.blobs().hasNext()).isFalse();
        last.ended(null);
        assertThat(driver.now().openItems()).isZero();
    }

    private Iterator<BlobFetch> listedOnly() {
        FeedRun run = driver.feeds.due().get(0);
        while (run.isAsking()) {
            boolean content = run.getUri().contains("/content");
            run.answered(
                    content
                            ? driver.listings.poll()
                            : answer(200, "[{\"contentType\":\"Audit.Exchange\",\"status\":\"enabled\"}]"));
        }
        run.ended(null);
        return driver.feeds.blobs();
    }

    @Test
    void there_is_one_handout_at_a_time_unless_it_is_abandoned() {
        driver.listings.add(page("one", "two", "three"));
        Iterator<BlobFetch> first = listedOnly();
        first.next();
        assertThat(driver.feeds.blobs().hasNext()).isFalse();
        first.next();
        first.next();
        assertThat(first.hasNext()).isFalse();
        assertThat(driver.feeds.blobs()).isInstanceOf(BlobHandout.class);
        assertThat(driver.feeds.blobs()).isNotInstanceOf(BlobHandout.class);
        driver.clock.tick(Duration.ofMinutes(6));
        assertThat(driver.feeds.blobs()).isInstanceOf(BlobHandout.class);
    }

    @Test
    void a_search_that_cannot_be_listed_does_not_hold_back_the_polls() {
        driver.listings.add(page("one"));
        driver.blobs.add(error(404, "AF20050"));
        driver.tick();
        driver.scripted = uri -> uri.contains("endTime=2026-11-24T10:01:00") ? answer(500, "") : null;
        driver.ticks(30, MINUTE);
        assertThat(driver.now().position()).isAfter(driver.clock.instant().minus(Duration.ofMinutes(4)));
        assertThat(driver.now().openItems()).isEqualTo(1);
        driver.scripted = uri -> null;
        driver.ticks(3, MINUTE);
        assertThat(driver.now().lost()).containsExactly(Map.entry("gone", 1L));
    }

    @Test
    void a_refused_token_pauses_for_seconds_at_first_and_for_two_minutes_when_that_lasts() {
        for (int i = 0; i < 8; i++) {
            driver.listings.add(answer(401, ""));
        }
        driver.tick();
        assertThat(driver.now().state()).isEqualTo("refused");
        driver.ticks(63, SECOND);
        assertThat(driver.listings)
                .as("asked after 1, 3, 7, 15, 31 and 63 seconds")
                .hasSize(1);
        driver.ticks(119, SECOND);
        assertThat(driver.listings).hasSize(1);
        driver.ticks(1, SECOND);
        assertThat(driver.listings).isEmpty();
    }

    @Test
    void blobs_that_failed_take_no_more_than_half_of_the_requests_at_once() {
        driver.listings.add(page("a", "b", "c", "d", "e", "f"));
        for (int i = 0; i < 6; i++) {
            driver.blobs.add(answer(500, ""));
        }
        driver.tick();
        driver.listings.add(page("new1", "new2", "new3", "new4"));
        driver.clock.tick(MINUTE);
        for (FeedRun run : driver.feeds.due()) {
            run.isAsking();
            run.answered(driver.listings.poll());
            run.ended(null);
        }
        List<BlobFetch> taken = new ArrayList<>();
        driver.feeds.blobs().forEachRemaining(taken::add);
        assertThat(taken).extracting(fetch -> fetch.item().id()).hasSize(8).contains("new1", "new2", "new3", "new4");
        BlobFetch again =
                taken.stream().filter(each -> each.item().tries > 0).findFirst().orElseThrow();
        again.ended(null);
        assertThat(driver.feeds.blobs()).toIterable().hasSize(1);
    }

    @Test
    void an_open_blob_survives_a_restart() {
        driver.listings.add(page("one", "two"));
        driver.blobs.add(answer(500, ""));
        driver.tick();
        driver.restart();
        driver.ticks(2, SECOND);
        assertThat(driver.ids).containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void a_blob_that_is_done_is_not_fetched_again_when_it_is_listed_again_even_after_a_restart() {
        for (int i = 0; i < 200; i++) {
            driver.listings.add(page("one"));
        }
        driver.tick().ticks(90, MINUTE);
        driver.restart();
        driver.ticks(90, MINUTE);
        assertThat(driver.fetched()).isEqualTo(1);
    }

    @Test
    void done_blobs_are_forgotten_when_no_window_reaches_back_to_them() {
        driver.listings.add(page("one"));
        driver.tick();
        assertThat(driver.cursor).contains("2026-11-24T10:00:00Z\":[");
        driver.ticks(30, MINUTE);
        assertThat(driver.cursor).contains("\"done\":{}").hasSizeLessThan(200);
    }

    @Test
    void expired_content_is_lost_and_counted() {
        driver.listings.add(page("one"));
        driver.blobs.add(error(400, "AF20051"));
        driver.tick();
        assertThat(driver.now().lost()).containsExactly(Map.entry("expired", 1L));
        assertThat(driver.now().openItems()).isZero();
        driver.listings.add(page("one"));
        driver.ticks(1, MINUTE);
        assertThat(driver.fetched()).isEqualTo(1);
    }

    @Test
    void unknown_content_is_looked_for_once_more_and_fetched_when_it_is_listed_again() {
        driver.listings.add(page("one"));
        driver.blobs.add(error(404, "AF20050"));
        driver.tick();
        driver.scripted =
                uri -> uri.contains("startTime=2026-11-24T09:59:00&endTime=2026-11-24T10:01:00") ? page("one") : null;
        driver.ticks(59, SECOND);
        assertThat(driver.listed()).as("a minute to appear").hasSize(1);
        driver.ticks(2, SECOND);
        assertThat(driver.fetched()).as("and another one").isEqualTo(1);
        driver.ticks(60, SECOND);
        assertThat(driver.ids).containsExactly("one");
        assertThat(driver.now().lost()).isEmpty();
    }

    @Test
    void unknown_content_that_is_not_listed_again_is_lost() {
        driver.listings.add(page("one"));
        driver.blobs.add(error(404, "AF20050"));
        driver.tick().ticks(2, MINUTE);
        assertThat(driver.now().lost()).containsExactly(Map.entry("gone", 1L));
        assertThat(driver.now().openItems()).isZero();
    }

    @Test
    void content_that_stays_unknown_though_it_is_listed_is_lost_after_the_second_time() {
        driver.listings.add(page("one"));
        driver.blobs.add(error(404, "AF20050"));
        driver.tick();
        driver.scripted = uri -> page("one");
        driver.blobs.add(error(404, "AF20050"));
        driver.ticks(3, MINUTE);
        assertThat(driver.now().lost()).containsExactly(Map.entry("gone", 1L));
    }

    @Test
    void a_malformed_id_is_skipped_and_counted() {
        driver.listings.add(page("one", "two"));
        driver.blobs.add(error(400, "AF20052"));
        driver.tick();
        assertThat(driver.now().lost()).containsExactly(Map.entry("malformed", 1L));
        assertThat(driver.ids).containsExactly("two");
    }

    @Test
    void content_past_its_expiration_is_tried_once_more_before_it_counts_as_lost() {
        driver.listings.add(answer(
                200,
                "[{\"contentId\":\"old\",\"contentUri\":\"" + FeedDriver.ROOT + "audit/old\",\"contentCreated\":\""
                        + CREATED + "\",\"contentExpiration\":\"2026-11-24T11:00:00Z\"}]"));
        driver.blobs.add(answer(404, ""));
        driver.tick();
        assertThat(driver.now().lost()).containsExactly(Map.entry("expired", 1L));
    }

    @Test
    void an_outage_loses_nothing_however_long_while_no_answer_comes() {
        driver.listings.add(page("one"));
        FeedRun run = driver.feeds.due().get(0);
        run.ended(org.m365siem.collect.Verdict.retry("ConnectException: Connection refused"));
        assertThat(driver.now().state()).isEqualTo("retrying");
        driver.ticks(2, SECOND);
        assertThat(driver.ids).containsExactly("one");
    }

    @Test
    void a_descriptor_without_address_is_fetched_by_its_id_and_one_without_both_is_counted() {
        driver.listings.add(answer(200, "[{\"contentId\":\"a$b\"},{},7,{\"contentId\":\"..\"}]"));
        driver.tick();
        assertThat(driver.ids).containsExactly("a$b");
        assertThat(driver.now().lost()).containsExactly(Map.entry("malformed", 3L));
    }

    @Test
    void a_throttle_pauses_the_whole_feed_for_as_long_as_asked() {
        driver.listings.add(page("one", "two", "three"));
        driver.blobs.add(answer(429, "", "retry-after", "30"));
        driver.tick();
        assertThat(driver.fetched()).isEqualTo(1);
        assertThat(driver.now().state()).isEqualTo("throttled");
        assertThat(driver.now().notBefore()).isEqualTo(driver.clock.instant().plusSeconds(30));
        driver.ticks(29, SECOND);
        assertThat(driver.fetched()).isEqualTo(1);
        driver.ticks(1, SECOND);
        assertThat(driver.ids).containsExactlyInAnyOrder("one", "two", "three");
        driver.ticks(60, SECOND);
        assertThat(driver.now().state()).isEqualTo("flowing");
    }

    @Test
    void throttles_without_a_time_back_off_to_a_minute() {
        for (int i = 0; i < 100; i++) {
            driver.subscriptions.add(error(403, "AF429"));
        }
        driver.tick().ticks(600, SECOND);
        assertThat(driver.asked).hasSizeBetween(10, 17);
    }

    @Test
    void at_most_two_thousand_requests_go_out_in_a_minute() {
        for (int p = 0; p < 3; p++) {
            String[] ids = new String[900];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = "p" + p + "b" + i;
            }
            Answer page = page(ids);
            driver.listings.add(
                    p == 2
                            ? page
                            : new Answer(
                                    200, Map.of("NextPageUri", FeedDriver.URL + "/api/x?nextPage=" + p), page.body()));
        }
        driver.tick().ticks(50, SECOND);
        assertThat(driver.asked).hasSize(AuditFeeds.REQUESTS_A_MINUTE);
        driver.ticks(12, SECOND);
        assertThat(driver.ids).hasSize(2700).doesNotHaveDuplicates();
    }
}
