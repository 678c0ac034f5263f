package org.m365siem.collect.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The blobs that are read to the end and can still be listed again by an overlapping window. Ids are kept as 96 bits of their
 * SHA-256 (16 characters in the cursor instead of a hundred) under the minute they became available; a minute is forgotten
 * when no window reaches back to it.
 */
final class SeenBlobs {
    private static final int BYTES = 12;

    private final Map<String, Instant> minutes = new HashMap<>();

    boolean contains(String id) {
        return minutes.containsKey(key(id));
    }

    /** Remembers an id until no window reaches back to this time; a later time replaces an earlier one. */
    void add(String id, Instant time) {
        put(key(id), time);
    }

    /** Forgets what became available before this time. */
    boolean forget(Instant before) {
        return minutes.values().removeIf(minute -> minute.isBefore(before.truncatedTo(ChronoUnit.MINUTES)));
    }

    int size() {
        return minutes.size();
    }

    /** By the minute, as the cursor keeps them. */
    Map<String, List<String>> byMinute() {
        Map<String, List<String>> sorted = new TreeMap<>();
        minutes.forEach((key, minute) -> sorted.computeIfAbsent(minute.toString(), m -> new java.util.ArrayList<>())
                .add(key));
        return sorted;
    }

    /** Takes back what {@link #byMinute()} gave. */
    void load(String minute, List<String> keys) {
        keys.forEach(key -> put(key, Instant.parse(minute)));
    }

    private void put(String key, Instant time) {
        Instant minute = time.truncatedTo(ChronoUnit.MINUTES);
        minutes.merge(key, minute, (old, now) -> old.isAfter(now) ? old : now);
    }

    private static String key(String id) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, BYTES));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
