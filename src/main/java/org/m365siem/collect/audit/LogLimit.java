package org.m365siem.collect.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps a feed's log readable: a sentence comes once a minute, whatever its numbers; of contents that share a fate the first
 * few get a line each, the others one line a minute that names them all. Guarded by its feed.
 */
final class LogLimit {
    private static final Duration SPAN = Duration.ofMinutes(1);
    private static final int SENTENCES = 32;
    private static final int SINGLE = 5;
    private static final int NAMES_A_LINE = 100;

    private final Map<String, Instant> sentences = new LinkedHashMap<>();
    private final Map<String, Items> fates = new LinkedHashMap<>();

    private static final class Items {
        Instant from = Instant.MIN;
        int lines;
        final List<String> held = new ArrayList<>();
    }

    /** True unless the same sentence, apart from its numbers, came less than a minute ago. */
    boolean admits(String sentence, Instant now) {
        String kind = sentence.replaceAll("[0-9a-fA-F-]*[0-9][0-9a-fA-F-]*", "#");
        Instant before = sentences.get(kind);
        if (before != null && now.isBefore(before.plus(SPAN))) {
            return false;
        }
        sentences.remove(kind);
        sentences.put(kind, now);
        if (sentences.size() > SENTENCES) {
            sentences.remove(sentences.keySet().iterator().next());
        }
        return true;
    }

    /** True when the content gets a line of its own; otherwise it is named in a later one. */
    boolean admits(String fate, String contentId, Instant now) {
        Items items = fates.computeIfAbsent(fate, name -> new Items());
        if (items.held.isEmpty() && !now.isBefore(items.from.plus(SPAN))) {
            items.from = now;
            items.lines = 0;
        }
        if (items.lines < SINGLE) {
            items.lines++;
            return true;
        }
        items.held.add(contentId);
        return false;
    }

    /** The lines that name all contents held back until a minute was over. */
    List<String> due(Instant now) {
        List<String> lines = new ArrayList<>();
        fates.forEach((fate, items) -> {
            if (!items.held.isEmpty() && !now.isBefore(items.from.plus(SPAN))) {
                for (int from = 0; from < items.held.size(); from += NAMES_A_LINE) {
                    List<String> names = items.held.subList(from, Math.min(items.held.size(), from + NAMES_A_LINE));
                    lines.add(fate + ": " + names.size() + " more contents in the last minute: "
                            + String.join(", ", names));
                }
                items.held.clear();
                items.from = now;
                items.lines = SINGLE;
            }
        });
        return lines;
    }
}
