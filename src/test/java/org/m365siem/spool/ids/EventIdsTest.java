package org.m365siem.spool.ids;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.BitSet;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class EventIdsTest {
    private static final Instant TIME = Instant.parse("2026-03-01T12:59:59Z");

    private static String hash(EventIds ids, int position) {
        return HexFormat.of().toHexDigits(ids.high(position)) + HexFormat.of().toHexDigits(ids.low(position));
    }

    private static String hash(String source, String tenant, String id) {
        return hash(Ids.of(source, tenant, TIME, id), 0);
    }

    @Test
    void the_hash_is_the_first_half_of_sha_256_and_stays_so_because_files_hold_it() throws Exception {
        byte[] encoded = HexFormat.of().parseHex("00000001" + "0073" + "00000002" + "00740031" + "006900640031");
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(encoded));

        assertThat(hash("s", "t1", "id1")).isEqualTo(sha256.substring(0, 32));
    }

    @Test
    void source_tenant_and_id_are_kept_apart() {
        assertThat(hash("ab", "c", "d"))
                .isNotEqualTo(hash("a", "bc", "d"))
                .isNotEqualTo(hash("ab", "", "cd"))
                .isNotEqualTo(hash("ab", "cd", ""))
                .isEqualTo(hash("ab", "c", "d"));
    }

    @Test
    void broken_surrogates_do_not_make_two_ids_one() {
        assertThat(hash("s", "t", "id-\ud800")).isNotEqualTo(hash("s", "t", "id-\ud801"));
        assertThat(hash("s", "t", "id-\ud800")).isNotEqualTo(hash("s", "t", "id-?"));
    }

    @Test
    void very_long_ids_count_to_their_last_character() {
        String id = "x".repeat(100_000);

        assertThat(hash("s", "t", id + "a")).isNotEqualTo(hash("s", "t", id + "b"));
    }

    @Test
    void the_hour_is_rounded_down_also_before_1970() {
        assertThat(Ids.of(Instant.EPOCH.plusSeconds(3599), "a").hour(0)).isZero();
        assertThat(Ids.of(Instant.EPOCH.minusSeconds(1), "a").hour(0)).isEqualTo(-1);
        assertThat(Ids.of(Instant.MIN, "a").hour(0)).isNegative();
        assertThat(Ids.of(Instant.MAX, "a").hour(0)).isPositive();
    }

    @Test
    void a_row_reads_back_what_was_selected_in_order() {
        EventIds ids = Ids.of(TIME, "a", "b", "c", "d");
        BitSet positions = new BitSet();
        positions.set(1);
        positions.set(3);

        EventIds row = EventIds.fromBytes(ids.select(positions).toBytes());

        assertThat(row.size()).isEqualTo(2);
        assertThat(hash(row, 0)).isEqualTo(hash(ids, 1));
        assertThat(hash(row, 1)).isEqualTo(hash(ids, 3));
        assertThat(row.hour(1)).isEqualTo(ids.hour(3));
        assertThat(EventIds.fromBytes(ids.select(new BitSet()).toBytes()).size())
                .isZero();
        assertThat(EventIds.fromBytes(Ids.of(Instant.MIN, "a").toBytes()).hour(0))
                .isNegative();
    }

    @Test
    void a_row_of_something_else_is_refused() {
        byte[] row = Ids.of(TIME, "a").toBytes();
        byte[] version = row.clone();
        version[0] = 9;
        byte[] hour = row.clone();
        hour[17] = 0x7f;

        assertThatThrownBy(() -> EventIds.fromBytes(new byte[0])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EventIds.fromBytes(new byte[] {1, 2})).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EventIds.fromBytes(version)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EventIds.fromBytes(hour)).hasMessageContaining("hour");
    }
}
