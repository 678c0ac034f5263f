package org.m365siem.simulator.tenant.api;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.m365siem.simulator.tenant.feed.Shape.LinkStyle;
import org.m365siem.simulator.tenant.http.HttpRequest;
import org.m365siem.simulator.tenant.records.ContentType;

/**
 * Where a listing goes on: everything that the next page needs, so that the service keeps nothing.
 *
 * @param blob index of the first blob that may stand on the page
 * @param number different in every link
 * @param empty true when the page shows nothing but the link to the next one
 */
record PageToken(ContentType type, Window window, long blob, long number, boolean empty) {
    private static final int LONG = 10_000;

    /** Null for a text that no link has ever held. */
    static PageToken read(String text) {
        try {
            String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            String[] parts = plain.split("\\|", -1);
            return new PageToken(
                    ContentType.valueOf(parts[0]),
                    new Window(
                            Instant.ofEpochMilli(Long.parseLong(parts[1])),
                            Instant.ofEpochMilli(Long.parseLong(parts[2]))),
                    Long.parseLong(parts[3]),
                    Long.parseLong(parts[4]),
                    parts[5].equals("e"));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException foreign) {
            return null;
        }
    }

    private String text(LinkStyle style) {
        String plain = type + "|" + window.start().toEpochMilli() + "|"
                + window.end().toEpochMilli() + "|" + blob + "|" + number + "|" + (empty ? "e" : "f") + "|";
        String padded = style == LinkStyle.LONG ? plain + "x".repeat(LONG * 3 / 4) : plain;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(padded.getBytes(StandardCharsets.UTF_8));
    }

    /** The link, without a PublisherIdentifier, as Microsoft's samples show it. */
    String link(String feedUrl, LinkStyle style) {
        boolean lower = style == LinkStyle.LOWER_CASE && number % 2 == 0;
        boolean lowerEnd = style == LinkStyle.LOWER_CASE;
        return feedUrl + "/subscriptions/content?" + (lower ? "contenttype=" : "contentType=") + type.text()
                + (lower ? "&starttime=" : "&startTime=") + Window.text(window.start())
                + (lowerEnd ? "&endtime=" : "&endTime=") + Window.text(window.end())
                + (lower ? "&nextpage=" : "&nextPage=") + text(style);
    }

    /** True when the request is this link, but for the publisher. */
    boolean isVerbatim(HttpRequest request, String feedUrl, LinkStyle style) {
        String link = link(feedUrl, style);
        Map<String, String> expected = HttpRequest.pairs(link.substring(link.indexOf('?') + 1));
        Map<String, String> got = new LinkedHashMap<>(request.query());
        got.remove("PublisherIdentifier");
        return expected.equals(got);
    }
}
