package org.m365siem.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.m365siem.TickingClock;

class PlausibleTimeTest {
    private final TickingClock wall = new TickingClock();
    private final TickingClock steady = new TickingClock();
    private final PlausibleTime time = new PlausibleTime(wall, steady);

    private void pass(Duration passed) {
        wall.tick(passed);
        steady.tick(passed);
    }

    @Test
    void a_clock_that_runs_evenly_or_is_corrected_a_little_is_believed() {
        pass(Duration.ofDays(9));
        assertThat(time.now()).contains(wall.instant());
        wall.tick(Duration.ofMinutes(-20));
        assertThat(time.now()).contains(wall.instant());
    }

    @Test
    void a_clock_that_jumps_is_believed_again_after_an_hour_without_jumps() {
        wall.tick(Duration.ofDays(9));
        assertThat(time.now()).isEmpty();
        pass(Duration.ofMinutes(59));
        assertThat(time.now()).isEmpty();
        pass(Duration.ofMinutes(1));
        assertThat(time.now()).contains(wall.instant());
    }

    @Test
    void a_clock_that_is_set_right_again_begins_a_new_hour() {
        wall.tick(Duration.ofDays(9));
        assertThat(time.now()).isEmpty();
        pass(Duration.ofMinutes(30));
        wall.tick(Duration.ofDays(-9));
        assertThat(time.now()).isEmpty();
        pass(Duration.ofMinutes(59));
        assertThat(time.now()).isEmpty();
        pass(Duration.ofMinutes(1));
        assertThat(time.now()).contains(wall.instant());
    }
}
