package org.m365siem.collect.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.m365siem.collect.audit.FeedDriver.answer;
import static org.m365siem.collect.audit.FeedDriver.descriptor;
import static org.m365siem.collect.audit.FeedDriver.error;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.m365siem.collect.Answer;

class FeedWindowsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private final FeedDriver driver = new FeedDriver(Map.of());

    private List<String> windows() {
        return driver.listed().stream().map(FeedDriver::window).toList();
    }

    @Test
    void the_first_poll_reaches_back_a_day_and_later_ones_overlap_by_two_hours() {
        driver.tick().ticks(1, MINUTE);
        assertThat(windows())
                .containsExactly("2026-11-23T12:00:00 2026-11-24T12:00:00", "2026-11-24T10:00:00 2026-11-24T12:01:00");
    }

    @Test
    void nothing_is_asked_between_two_polls() {
        driver.tick().ticks(59, Duration.ofSeconds(1));
        assertThat(windows()).hasSize(1);
    }

    @Test
    void a_first_run_of_seven_days_is_listed_in_windows_of_a_day_without_gaps() {
        FeedDriver week = new FeedDriver(Map.of("firstRun", "7d"));
        week.tick();
        List<String> windows = week.listed().stream().map(FeedDriver::window).toList();
        assertThat(windows).hasSize(7).first().asString().startsWith("2026-11-17T12:05:00 ");
        assertThat(windows).last().asString().endsWith(" 2026-11-24T12:00:00");
        for (int i = 1; i < windows.size(); i++) {
            assertThat(windows.get(i).split(" ")[0])
                    .isEqualTo(windows.get(i - 1).split(" ")[1]);
        }
        assertThat(week.now().lost()).isEmpty();
    }

    @Test
    void after_a_long_stop_everything_within_reach_is_listed_and_the_rest_is_reported_lost() {
        driver.tick();
        driver.clock.tick(Duration.ofDays(10));
        driver.restart();
        driver.tick();
        assertThat(windows().get(1)).startsWith("2026-11-27T12:05:00 ");
        assertThat(windows()).hasSize(8);
        assertThat(driver.now().lost()).containsEntry("out-of-reach", 1L);
        assertThat(driver.now().position()).isEqualTo(driver.clock.instant());
    }

    @Test
    void a_cursor_from_the_future_is_corrected() {
        driver.cursor = "{\"version\":1,\"position\":\"2026-11-24T13:00:00Z\",\"open\":[],\"done\":{},\"lost\":{}}";
        driver.tick();
        assertThat(windows()).containsExactly("2026-11-24T10:00:00 2026-11-24T12:00:00");
        assertThat(driver.now().position()).isEqualTo(Instant.parse("2026-11-24T12:00:00Z"));
    }

    @Test
    void a_cursor_that_cannot_be_read_costs_a_re_read_of_all_that_is_listed() {
        for (String broken : List.of("", "nonsense", "[]", "{\"version\":2}", "{\"version\":1,\"position\":\"x\"}")) {
            FeedDriver fresh = new FeedDriver(Map.of());
            fresh.cursor = broken;
            fresh.tick();
            assertThat(fresh.listed()).as(broken).hasSize(7);
        }
    }

    @Test
    void a_local_clock_that_is_ahead_does_not_move_the_window_into_the_future() {
        driver.serverAhead = Duration.ofHours(-3);
        driver.tick().ticks(1, MINUTE);
        assertThat(windows()).last().isEqualTo("2026-11-23T09:01:00 2026-11-24T09:01:00");
        assertThat(driver.now().position()).isEqualTo(Instant.parse("2026-11-24T09:01:00Z"));
        assertThat(driver.now().lost()).isEmpty();
    }

    @Test
    void a_local_clock_that_is_behind_does_not_leave_the_newest_behind() {
        driver.serverAhead = Duration.ofMinutes(30);
        driver.tick().ticks(1, MINUTE);
        assertThat(windows()).last().isEqualTo("2026-11-23T12:31:00 2026-11-24T12:31:00");
    }

    @Test
    void a_local_clock_years_ahead_at_a_restart_reports_nothing_lost_and_leaves_no_gap() {
        driver.tick();
        driver.clock.tick(Duration.ofDays(1000));
        driver.serverAhead = Duration.ofDays(-1000).plusMinutes(10);
        driver.restart();
        driver.tick().ticks(1, MINUTE);
        assertThat(driver.now().lost()).isEmpty();
        assertThat(windows()).last().isEqualTo("2026-11-24T10:00:00 2026-11-24T12:11:00");
    }

    @Test
    void a_clock_that_goes_back_leaves_no_gap_and_does_not_stop_the_listing() {
        driver.tick();
        driver.serverAhead = Duration.ofMinutes(-10);
        driver.ticks(3, MINUTE);
        assertThat(windows()).hasSize(4).last().isEqualTo("2026-11-24T09:53:00 2026-11-24T11:53:00");
    }

    @Test
    void one_answer_with_an_odd_date_moves_nothing() {
        for (Duration odd : List.of(Duration.ofDays(-3), Duration.ofDays(30))) {
            FeedDriver one = new FeedDriver(Map.of());
            one.tick();
            one.serverAhead = odd;
            one.ticks(1, MINUTE);
            Instant position = one.now().position();
            assertThat(position).isBetween("2026-11-24T12:00:00Z", "2026-11-24T12:01:00Z");
            one.serverAhead = Duration.ZERO;
            one.ticks(1, MINUTE);
            assertThat(FeedDriver.window(one.listed().get(2))).endsWith(" 2026-11-24T12:02:00");
            assertThat(one.now().position()).isEqualTo(Instant.parse("2026-11-24T12:02:00Z"));
            assertThat(one.now().lost()).isEmpty();
        }
    }

    @Test
    void the_date_of_a_page_that_is_not_from_microsoft_teaches_nothing() {
        driver.tick();
        driver.serverAhead = Duration.ofDays(30);
        driver.scripted = uri -> answer(503, "<html>proxy</html>");
        driver.ticks(10, MINUTE);
        driver.serverAhead = Duration.ZERO;
        driver.scripted = uri -> null;
        driver.ticks(3, MINUTE);
        assertThat(driver.now().position()).isEqualTo(driver.clock.instant());
        assertThat(driver.now().lost()).isEmpty();
    }

    /** Page two of every window that begins before noon fails. */
    private static Answer poisoned(String uri) {
        if (uri.contains("nextPage=1")) {
            return answer(500, "");
        }
        boolean old = uri.contains("startTime=2026-11-23T12") || uri.contains("startTime=2026-11-24T10");
        return !old
                ? null
                : answer(
                        200,
                        "[" + descriptor("one", "2026-11-24T10:00:00Z") + "]",
                        "NextPageUri",
                        FeedDriver.URL + "/api/v1/t/content?nextPage=1");
    }

    @Test
    void a_page_that_keeps_failing_is_asked_from_the_first_page_again_and_then_does_not_hold_back_later_windows() {
        driver.scripted = FeedWindowsTest::poisoned;
        driver.tick().ticks(10, Duration.ofSeconds(1));
        assertThat(windows().stream().filter(w -> w.startsWith("2026-11-23T12:00:00 2026-11-24T12:00:00")))
                .as("from its first page after three failures")
                .hasSize(2);
        driver.ticks(20, MINUTE);
        driver.listings.add(answer(200, "[" + descriptor("later", "2026-11-24T12:20:00Z") + "]"));
        driver.ticks(3, MINUTE);
        assertThat(driver.ids).containsExactly("one", "later");
        assertThat(driver.now().position()).as("honest").isEqualTo(Instant.parse("2026-11-23T12:00:00Z"));
        assertThat(driver.now().openItems()).isEqualTo(1);
        assertThat(driver.now().state()).isEqualTo("retrying");

        driver.restart();
        driver.ticks(3, MINUTE);
        assertThat(driver.now().position()).isEqualTo(Instant.parse("2026-11-23T12:00:00Z"));
        driver.scripted = uri -> null;
        driver.ticks(3, MINUTE);
        assertThat(driver.now().position())
                .isAfterOrEqualTo(driver.clock.instant().minusSeconds(60));
        assertThat(driver.now().openItems()).isZero();
        assertThat(driver.now().state()).isEqualTo("flowing");
        assertThat(driver.now().lost()).isEmpty();
    }

    @Test
    void a_second_window_is_set_aside_as_well_though_the_first_is_tried_between_its_tries() {
        driver.scripted = uri -> uri.contains("nextPage=1")
                ? error(400, "AF20031")
                : answer(200, "[]", "NextPageUri", FeedDriver.URL + "/api/v1/t/content?nextPage=1");
        driver.tick().ticks(3600, Duration.ofSeconds(1));
        assertThat(driver.now().openItems()).isGreaterThan(2);
        driver.scripted = uri -> null;
        driver.ticks(30, MINUTE);
        assertThat(driver.now().openItems()).isZero();
        assertThat(driver.now().position())
                .isAfterOrEqualTo(driver.clock.instant().minusSeconds(60));
    }

    @Test
    void a_window_that_fails_until_it_is_out_of_reach_is_reported_lost_once() {
        driver.scripted = FeedWindowsTest::poisoned;
        driver.tick().ticks(20, MINUTE).ticks(7 * 24 * 6, Duration.ofMinutes(10));
        assertThat(driver.now().lost()).containsExactly(Map.entry("out-of-reach", 1L));
        assertThat(driver.now().openItems()).isZero();
        assertThat(driver.now().position()).isAfter(driver.clock.instant().minusSeconds(1200));
    }

    @Test
    void an_outage_without_answers_sets_no_window_aside() {
        driver.tick();
        for (int i = 0; i < 100; i++) {
            driver.clock.tick(MINUTE);
            for (FeedRun run : driver.feeds.due()) {
                assertThat(run.isAsking()).isTrue();
                run.ended(org.m365siem.collect.Verdict.retry("ConnectException: refused"));
            }
        }
        assertThat(driver.now().openItems()).isZero();
        driver.ticks(2, MINUTE);
        assertThat(driver.now().position()).isEqualTo(driver.clock.instant());
    }

    @Test
    void without_overlap_a_window_of_no_length_is_never_asked() {
        FeedDriver none = new FeedDriver(Map.of("overlap", "0s"));
        none.tick();
        none.restart();
        none.tick();
        assertThat(none.listed()).hasSize(1);
        none.ticks(1, MINUTE);
        assertThat(FeedDriver.window(none.listed().get(1))).isEqualTo("2026-11-24T12:00:00 2026-11-24T12:01:00");
    }

    @Test
    void a_page_link_is_followed_as_it_is_with_the_publisher_added_and_an_empty_page_does_not_end_the_listing() {
        String link = FeedDriver.URL + "/api/v1/t/activity/feed/subscriptions/content?contenttype=a&starttime="
                + "2026-11-23T12:00:00&endtime=2026-11-24T12:00:00&nextpage=a%2Bb%3D%3D$1";
        driver.listings.add(answer(200, "[" + descriptor("one", "2026-11-24T10:00:00Z") + "]", "Nextpageuri", link));
        driver.listings.add(answer(200, "[]", "nextPageUrl", link + "2&publisheridentifier=x"));
        driver.listings.add(answer(200, "[" + descriptor("two", "2026-11-24T10:00:00Z") + "]"));
        driver.tick();
        assertThat(driver.listed().get(1)).isEqualTo("GET " + link + "&PublisherIdentifier=" + Records.TENANT);
        assertThat(driver.listed().get(2)).isEqualTo("GET " + link + "2&publisheridentifier=x");
        assertThat(driver.ids).containsExactly("one", "two");
    }

    @Test
    void a_page_link_to_another_host_is_refused_and_the_position_stays() {
        driver.listings.add(answer(200, "[]", "NextPageUri", "https://manage.office.com.evil.example/api/v1.0/x"));
        driver.tick();
        assertThat(driver.listed()).hasSize(1);
        assertThat(driver.now().position()).isEqualTo(Instant.parse("2026-11-23T12:00:00Z"));
        assertThat(driver.now().lastError()).contains("refused", "evil.example");
        driver.ticks(2, Duration.ofSeconds(1));
        assertThat(driver.now().position()).isAfter(Instant.parse("2026-11-24T11:00:00Z"));
    }

    @Test
    void a_stale_page_link_is_not_followed_and_does_not_loop() {
        String stale = FeedDriver.URL
                + "/api/v1/t/content?startTime=2019-01-01T00:00:00&endTime=2019-01-02T00:00:00&nextPage=1";
        for (int i = 0; i < 100; i++) {
            driver.listings.add(
                    answer(200, "[" + descriptor("one", "2026-11-24T10:00:00Z") + "]", "NextPageUri", stale));
        }
        driver.tick().ticks(60, Duration.ofSeconds(1));
        assertThat(driver.asked).noneMatch(line -> line.contains("2019"));
        assertThat(driver.ids).containsExactly("one");
        assertThat(driver.listed().size()).isLessThan(12);
    }

    @Test
    void pages_that_lead_in_a_circle_are_left() {
        String link = FeedDriver.URL + "/api/v1/t/content?nextPage=1";
        for (int i = 0; i < 50; i++) {
            driver.listings.add(answer(200, "[]", "NextPageUri", link));
        }
        driver.tick();
        assertThat(driver.listed().size()).isLessThan(6);
    }

    @Test
    void a_failed_page_does_not_lose_the_blobs_of_the_pages_before_nor_fetch_them_twice() {
        String link = FeedDriver.URL + "/api/v1/t/content?nextPage=1";
        driver.listings.add(answer(200, "[" + descriptor("one", "2026-11-24T10:00:00Z") + "]", "NextPageUri", link));
        driver.listings.add(answer(500, ""));
        driver.tick();
        assertThat(driver.now().state()).isEqualTo("retrying");
        driver.listings.add(answer(200, "[" + descriptor("two", "2026-11-24T10:00:00Z") + "]"));
        driver.ticks(3, Duration.ofSeconds(1));
        assertThat(driver.ids).containsExactly("one", "two");
        assertThat(driver.listed().get(2)).contains("nextPage=1");
        assertThat(driver.now().state()).isEqualTo("flowing");
    }

    @Test
    void an_invalid_page_token_lists_the_window_again_from_its_first_page() {
        String link = FeedDriver.URL + "/api/v1/t/content?nextPage=1";
        driver.listings.add(answer(200, "[" + descriptor("one", "2026-11-24T10:00:00Z") + "]", "NextPageUri", link));
        driver.listings.add(error(400, "AF20031"));
        driver.listings.add(answer(
                200,
                "[" + descriptor("one", "2026-11-24T10:00:00Z") + "," + descriptor("two", "2026-11-24T10:00:00Z")
                        + "]"));
        driver.tick();
        assertThat(driver.ids).containsExactly("one", "two");
        assertThat(driver.listed()).hasSize(3);
    }

    @Test
    void a_listing_waits_while_a_thousand_blobs_are_waiting() {
        StringBuilder page = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            page.append(i == 0 ? "" : ",").append(descriptor("b" + i, "2026-11-24T10:00:00Z"));
        }
        driver.listings.add(
                answer(200, "[" + page + "]", "NextPageUri", FeedDriver.URL + "/api/v1/t/content?nextPage=1"));
        FeedRun run = driver.feeds.due().get(0);
        int requests = 0;
        while (run.isAsking()) {
            requests++;
            run.answered(
                    run.getUri().contains("/content")
                            ? driver.listings.poll()
                            : answer(200, "[{\"contentType\":\"Audit.Exchange\",\"status\":\"enabled\"}]"));
        }
        run.ended(null);
        assertThat(requests).isEqualTo(2);
        assertThat(driver.now().openItems()).isEqualTo(1000);
        driver.tick().ticks(1, Duration.ofMillis(250));
        assertThat(driver.listed()).hasSize(1).first().asString().contains("nextPage=1");
        assertThat(driver.ids).hasSize(1000);
    }

    @Test
    void a_cursor_store_that_refuses_holds_up_nothing() {
        driver.readOnly = true;
        driver.listings.add(answer(200, "[" + descriptor("one", "2026-11-24T10:00:00Z") + "]"));
        driver.tick();
        assertThat(driver.ids).containsExactly("one");
        driver.readOnly = false;
        driver.ticks(2, Duration.ofSeconds(1));
        assertThat(driver.cursor).contains("2026-11-24T12:00:00Z");
    }
}
