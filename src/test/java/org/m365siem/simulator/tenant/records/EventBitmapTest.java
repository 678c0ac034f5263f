package org.m365siem.simulator.tenant.records;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EventBitmapTest {
    @Test
    void countsComparesAndIteratesNumbersOfAnySize() {
        EventBitmap some = new EventBitmap();
        assertThat(some.add(5)).isTrue();
        assertThat(some.add(5)).isFalse();
        some.add(0);
        some.add((1L << 30) + 7);
        assertThat(some.size()).isEqualTo(3);
        assertThat(some.contains(5)).isTrue();
        assertThat(some.contains(6)).isFalse();
        assertThat(some.contains(1L << 40)).isFalse();
        assertThat(some.iterator()).toIterable().containsExactly(0L, 5L, (1L << 30) + 7);
        EventBitmap other = new EventBitmap();
        other.add(5);
        assertThat(some.without(other)).isEqualTo(2);
        assertThat(other.without(some)).isZero();
    }
}
