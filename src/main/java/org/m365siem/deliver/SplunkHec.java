package org.m365siem.deliver;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.m365siem.event.EventBatch;
import org.m365siem.settings.SettingException;
import org.m365siem.settings.Values;

/**
 * The Splunk HTTP Event Collector: what to send and what the answers mean. Settings are text, an empty value is none.
 *
 * @see <a href="https://docs.splunk.com/Documentation/Splunk/latest/Data/AboutHECIDXAck">indexer acknowledgement</a>
 */
public class SplunkHec {
    /** Splunk Cloud's limit for one request, not compressed. */
    static final String MAX_BYTES = "1MB";

    private static final String COLLECTOR = "/services/collector";
    private static final Duration FIRST_POLL = Duration.ofMillis(200);

    private final Clock clock;
    private final String channel = UUID.randomUUID().toString();
    private URI root;
    private String host;
    private String index;
    private String source;
    private String sourcetype;
    private long maxBytes = Values.size("maxBytes", MAX_BYTES);
    private boolean ack;
    private Duration ackTimeout = Duration.ofMinutes(5);
    private Duration ackInterval = Duration.ofSeconds(10);

    public SplunkHec() {
        this(Clock.systemUTC());
    }

    SplunkHec(Clock clock) {
        this.clock = clock;
    }

    /** {@code scheme://host:port}; a path that ends in {@code /services/collector} or {@code …/event} is accepted. */
    public void setUrl(String url) {
        String text = Values.text(url);
        try {
            URI uri = URI.create(text == null ? "" : text.replaceAll("/+$", ""));
            String path = uri.getPath() == null ? "" : uri.getPath();
            String rest = path.endsWith("/event") ? path.substring(0, path.length() - "/event".length()) : path;
            if (isHttp(uri) && (path.isEmpty() || rest.endsWith(COLLECTOR))) {
                String before = path.isEmpty() ? "" : rest.substring(0, rest.length() - COLLECTOR.length());
                root = URI.create(uri.getScheme() + "://" + uri.getRawAuthority() + before + COLLECTOR);
                return;
            }
        } catch (IllegalArgumentException notAUrl) {
            // said below
        }
        throw new SettingException("splunk.url", text, "https://host:port");
    }

    public void setHost(String host) {
        this.host = Values.text(host);
    }

    public void setIndex(String index) {
        this.index = Values.text(index);
    }

    public void setSource(String source) {
        this.source = Values.text(source);
    }

    public void setSourcetype(String sourcetype) {
        this.sourcetype = Values.text(sourcetype);
    }

    public void setMaxBytes(String maxBytes) {
        this.maxBytes = Values.size("maxBytes", Values.text(maxBytes) == null ? MAX_BYTES : maxBytes);
    }

    /** {@code on}: an event counts as delivered when it is indexed, not when Splunk has taken it. */
    public void setAck(String ack) {
        this.ack = Values.text(ack) != null && Values.flag("splunk.ack", ack);
    }

    /** How long to wait for it to be indexed; Splunk may take two minutes for a small batch. */
    public void setAckTimeout(String ackTimeout) {
        this.ackTimeout = Values.duration("ackTimeout", Values.text(ackTimeout) == null ? "5m" : ackTimeout);
    }

    /** Names this sink in every request, so that its acknowledgements are found again. */
    public String channel() {
        return channel;
    }

    /** The first request of a batch. */
    public HttpDelivery begin(EventBatch batch) {
        if (batch.isEmpty()) {
            return HttpDelivery.ofNothing(batch);
        }
        byte[] body = new SplunkEnvelope(host, index, source, sourcetype).write(batch);
        if (body.length > maxBytes) {
            throw DeliveryException.tooLarge(
                    "Splunk: the request would have " + body.length + " bytes, the limit is " + maxBytes);
        }
        return HttpDelivery.of(batch, root + "/event", body);
    }

    /**
     * Takes the answer to the last request.
     *
     * @param retryAfter the header of that name, or null
     * @throws DeliveryException what is not delivered, and why
     */
    public void answered(HttpDelivery delivery, int status, String retryAfter, byte[] body) {
        HttpAnswer answer = HttpAnswer.of(status, body, retryAfter, clock.instant());
        if (delivery.ticket() >= 0) {
            acknowledged(delivery, answer);
            return;
        }
        SplunkAnswer.check(answer, delivery.batch());
        if (!ack) {
            delivery.done();
            return;
        }
        JsonNode ticket = answer.body().path("ackId");
        if (!ticket.canConvertToLong() || ticket.longValue() < 0) {
            throw DeliveryException.misconfigured(
                    "Splunk: it took the events without an ackId: enable acknowledgement for the token, or set splunk.ack off");
        }
        byte[] question = ("{\"acks\":[" + ticket.longValue() + "]}").getBytes(StandardCharsets.US_ASCII);
        delivery.ask(
                root + "/ack?channel=" + channel,
                question,
                ticket.longValue(),
                FIRST_POLL,
                clock.instant().plus(ackTimeout));
    }

    private void acknowledged(HttpDelivery delivery, HttpAnswer answer) {
        JsonNode indexed = answer.body().path("acks").path(Long.toString(delivery.ticket()));
        if (answer.status() == 200 && indexed.asBoolean(false)) {
            delivery.done();
            return;
        }
        if (answer.status() >= 400 && answer.status() < 500 && answer.status() != 429 && answer.status() != 408) {
            SplunkAnswer.check(answer, delivery.batch());
        }
        if (delivery.isLate(clock.instant())) {
            throw DeliveryException.retry("Splunk: the events were taken, but not indexed within "
                    + ackTimeout.toSeconds() + " s; they are sent again and may appear twice");
        }
        delivery.askAgain(ackInterval);
    }

    private static boolean isHttp(URI uri) {
        boolean scheme = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
        return scheme && uri.getHost() != null && uri.getUserInfo() == null && uri.getQuery() == null;
    }
}
