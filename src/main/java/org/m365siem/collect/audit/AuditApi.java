package org.m365siem.collect.audit;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.m365siem.collect.Answer;
import org.m365siem.collect.FeedException;
import org.m365siem.collect.Verdict;
import org.m365siem.collect.Verdict.Kind;
import org.m365siem.collect.Window;
import org.m365siem.collect.Windows;

/**
 * The addresses of the Management Activity API for one tenant. A link that comes from an answer is checked before a request,
 * and with it the token, goes there.
 *
 * @see <a href="https://learn.microsoft.com/office/office-365-management-api/office-365-management-activity-api-reference">
 *     the reference</a>
 */
final class AuditApi {
    private static final Pattern START = Pattern.compile("[?&]starttime=([^&]*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern PUBLISHER = Pattern.compile("[?&]publisheridentifier=", Pattern.CASE_INSENSITIVE);
    private static final Duration AGE_MARGIN = Duration.ofHours(1);

    private final URI base;
    private final String tenant;
    private final String feed;
    private final String publisher;

    /**
     * @param url {@code scheme://host[:port]}
     * @param tenant a GUID, also sent as publisher
     */
    AuditApi(String url, String tenant) {
        this.base = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
        this.tenant = tenant;
        this.feed = "/api/v1.0/" + tenant + "/activity/feed/";
        this.publisher = "PublisherIdentifier=" + tenant;
    }

    String subscriptions() {
        return base + feed + "subscriptions/list?" + publisher;
    }

    String start(String type) {
        return base + feed + "subscriptions/start?contentType=" + encoded(type) + "&" + publisher;
    }

    String content(String type, Window window) {
        return base + feed + "subscriptions/content?contentType=" + type + "&startTime=" + Window.wire(window.from())
                + "&endTime=" + Window.wire(window.to()) + "&" + publisher;
    }

    /**
     * The next page, followed as it was given.
     *
     * @throws FeedException when the link leads to another host, or begins further back than can be listed
     */
    String page(String link, Instant now) {
        URI uri = sameHost(link);
        if (uri == null || !uri.getRawPath().startsWith("/api/")) {
            throw new FeedException(
                    Verdict.retry("the link to the next page leads elsewhere and was refused: " + Answer.start(link)));
        }
        Matcher start = START.matcher(link);
        if (start.find()) {
            Instant from = EventTimes.parse(start.group(1).replace("%3A", ":").replace("%3a", ":"), now);
            if (from.isBefore(Windows.oldest(now).minus(AGE_MARGIN))) {
                throw new FeedException(Verdict.of(
                        Kind.RESTART_WINDOW, "the link to the next page begins at " + from + ", out of reach"));
            }
        }
        return withPublisher(link);
    }

    /**
     * Where to fetch a blob: its own address where that is this tenant's content, otherwise the address its id belongs to.
     *
     * @return null when neither can be used
     */
    String blob(Blob blob) {
        URI uri = sameHost(blob.contentUri());
        String path = uri == null ? "" : uri.getRawPath();
        String audit = feed + "audit/";
        boolean ours = path.length() > audit.length()
                && path.substring(0, audit.length()).equalsIgnoreCase(audit)
                && isPlain(path.substring(audit.length()));
        if (ours) {
            return withPublisher(blob.contentUri());
        }
        String id = blob.contentId();
        return id == null || !isPlain(id) ? null : base + audit + encoded(id) + "?" + publisher;
    }

    private static boolean isPlain(String segment) {
        String lower = segment.toLowerCase(Locale.ROOT);
        return !segment.isBlank()
                && !lower.contains("/")
                && !lower.contains("\\")
                && !lower.contains("%2f")
                && !lower.contains("%5c")
                && !lower.replace("%2e", ".").matches("\\.+");
    }

    private URI sameHost(String link) {
        try {
            URI uri = new URI(link == null ? "" : link);
            boolean same = uri.getHost() != null
                    && uri.getScheme().equalsIgnoreCase(base.getScheme())
                    && uri.getHost().equalsIgnoreCase(base.getHost())
                    && port(uri) == port(base)
                    && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null
                    && !uri.normalize().getRawPath().contains("/..")
                    && uri.normalize().getRawPath().equals(uri.getRawPath());
            return same ? uri : null;
        } catch (URISyntaxException noUri) {
            return null;
        }
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }

    private String withPublisher(String link) {
        return PUBLISHER.matcher(link).find() ? link : link + (link.contains("?") ? "&" : "?") + publisher;
    }

    /** Percent-encodes what a path segment may not hold; the dollar signs of content ids stay. */
    private static String encoded(String id) {
        StringBuilder path = new StringBuilder();
        id.codePoints().forEach(c -> {
            String one = Character.toString(c);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "-._~$!*'()@:+,;=&".indexOf(c) >= 0);
            path.append(
                    plain ? one : URLEncoder.encode(one, StandardCharsets.UTF_8).replace("+", "%20"));
        });
        return path.toString();
    }
}
