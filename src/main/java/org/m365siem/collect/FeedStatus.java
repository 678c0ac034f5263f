package org.m365siem.collect;

import java.time.Instant;
import java.util.Map;

/**
 * What an operator wants to know of a feed, kept beside its cursor.
 *
 * @param state one word: {@code flowing}, {@code catching-up}, {@code throttled}, {@code refused}, {@code retrying}
 * @param position everything that arrived at Microsoft before this time has been listed; null before the first poll
 * @param openItems blobs or pages that are listed but not yet read to the end
 * @param lastSuccess when the last poll ended well, or null
 * @param lastError the last problem in an operator's words, or null when there is none now
 * @param notBefore when the feed is polled again after a throttle or refusal, or null
 * @param lost events or blobs that Microsoft dropped before they could be read, by reason, since the store began
 */
public record FeedStatus(
        String state,
        Instant position,
        int openItems,
        Instant lastSuccess,
        String lastError,
        Instant notBefore,
        Map<String, Long> lost) {}
