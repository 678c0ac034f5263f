package org.m365siem.collect.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.m365siem.collect.FeedException;
import org.m365siem.event.EventBatch;

class BlobBatchesTest {
    private static String record(int number, int size) {
        return "{\"Id\":\"" + number + "\",\"a\":\"" + "x".repeat(size) + "\"}";
    }

    @Test
    void batches_hold_at_most_500_events() {
        String blob = "[" + String.join(",", Collections.nCopies(1201, record(1, 1))) + "]";
        assertThat(Records.all(Records.batches(blob)))
                .extracting(EventBatch::size)
                .containsExactly(500, 500, 201);
    }

    @Test
    void batches_hold_at_most_a_megabyte_and_a_larger_record_travels_alone() {
        String blob = "[" + record(1, 600_000) + "," + record(2, 600_000) + "," + record(3, 3_000_000) + ","
                + record(4, 1) + "]";
        List<EventBatch> batches = Records.all(Records.batches(blob));
        assertThat(batches)
                .extracting(EventBatch::ids)
                .containsExactly(List.of("1"), List.of("2"), List.of("3"), List.of("4"));
    }

    @Test
    void an_empty_blob_has_no_batches() {
        assertThat(Records.all(Records.batches("[]"))).isEmpty();
    }

    @Test
    void what_comes_before_a_syntax_error_is_handed_out_and_then_next_throws() {
        BlobBatches batches = Records.batches("[" + record(1, 1) + "," + record(2, 1) + ",{\"Id\":oops}]");
        assertThat(batches.hasNext()).isTrue();
        assertThat(batches.next().ids()).containsExactly("1", "2");
        assertThat(batches.hasNext()).isTrue();
        assertThatThrownBy(batches::next).isInstanceOf(FeedException.class).hasNoCause();
        assertThat(batches.hasNext()).isFalse();
    }

    @Test
    void a_page_of_html_fails_with_its_beginning_in_the_message() {
        BlobBatches batches = Records.batches("<html>\n<body>Sign   in\u0007 please" + "!".repeat(500));
        assertThatThrownBy(batches::next)
                .isInstanceOf(FeedException.class)
                .hasMessageContaining("<html> <body>Sign in please!!!")
                .hasMessageMatching("(?s).{200,300}");
    }
}
