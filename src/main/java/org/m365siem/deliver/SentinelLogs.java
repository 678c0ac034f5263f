package org.m365siem.deliver;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.UUID;
import java.util.regex.Pattern;
import org.m365siem.event.EventBatch;
import org.m365siem.settings.SettingException;
import org.m365siem.settings.Values;

/**
 * The Azure Monitor Logs Ingestion API, which Microsoft Sentinel reads from: what to send and what the answers mean. Settings
 * are text.
 *
 * @see <a href="https://learn.microsoft.com/azure/azure-monitor/logs/logs-ingestion-api-overview">Logs Ingestion API</a>
 */
public class SentinelLogs {
    /** The limit of one request, before compression and after it. */
    static final int MAX_BYTES = 1024 * 1024;

    private static final String SINK = "Sentinel";
    private static final String VERSION = "2023-01-01";
    /** Refusals of the address, which no event can be blamed for. */
    private static final Pattern NAMES_THE_RULE =
            Pattern.compile("^\\w{0,20}(Stream|Dcr|DataCollection|ApiVersion)\\w{0,30}$");

    private final Clock clock;
    private String endpoint;
    private String dcrId;
    private String stream;

    public SentinelLogs() {
        this(Clock.systemUTC());
    }

    SentinelLogs(Clock clock) {
        this.clock = clock;
    }

    /** {@code scheme://host} of the data collection rule or endpoint. */
    public void setEndpoint(String endpoint) {
        String text = Values.text(endpoint);
        try {
            URI uri = URI.create(text == null ? "" : text.replaceAll("/+$", ""));
            boolean http = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
            if (http && uri.getHost() != null && uri.getPath().isEmpty()) {
                this.endpoint = uri.toString();
                return;
            }
        } catch (IllegalArgumentException notAUrl) {
            // said below
        }
        throw new SettingException("sentinel.endpoint", text, "https://host");
    }

    /** The immutable id of the data collection rule. */
    public void setDcrId(String dcrId) {
        this.dcrId = word("sentinel.dcr-id", dcrId, "dcr-…");
    }

    /** The full name of the stream, e.g. {@code Custom-M365Audit_CL}. */
    public void setStream(String stream) {
        this.stream = word("sentinel.stream", stream, "Custom-<name>");
    }

    /** Names one request in Microsoft's logs. */
    public String requestId() {
        return UUID.randomUUID().toString();
    }

    /** The request of a batch. */
    public HttpDelivery begin(EventBatch batch) {
        if (batch.isEmpty()) {
            return HttpDelivery.ofNothing(batch);
        }
        byte[] body = SentinelRows.write(batch);
        if (body.length > MAX_BYTES) {
            throw DeliveryException.tooLarge(
                    SINK + ": the request would have " + body.length + " bytes, the limit is " + MAX_BYTES);
        }
        String url = endpoint + "/dataCollectionRules/" + dcrId + "/streams/" + stream + "?api-version=" + VERSION;
        return HttpDelivery.of(batch, url, body);
    }

    /**
     * Takes the answer.
     *
     * @param retryAfter the header of that name, or null
     * @throws DeliveryException what is not delivered, and why
     */
    public void answered(HttpDelivery delivery, int status, String retryAfter, byte[] body) {
        HttpAnswer answer = HttpAnswer.of(status, body, retryAfter, clock.instant());
        // Azure answers 204 without a body; whatever says something with a 200 is a proxy or a sign-in
        if (status == 204 || (status == 200 || status == 202) && answer.empty()) {
            delivery.done();
            return;
        }
        throw failure(answer, delivery.batch(), body);
    }

    private DeliveryException failure(HttpAnswer answer, EventBatch batch, byte[] body) {
        String said = new String(body == null ? new byte[0] : body, StandardCharsets.UTF_8);
        if (answer.status() != 429 && said.contains("ReadyBody_ClientConnectionAbort")) {
            return DeliveryException.tooLarge(SINK + ": HTTP " + answer.status() + ", the request is too large");
        }
        DeliveryException byStatus = answer.byStatus(SINK);
        if (byStatus != null) {
            return byStatus;
        }
        String code = answer.body().path("error").path("code").asText("");
        if (answer.status() != 400 || answer.body().isMissingNode()) {
            return DeliveryException.retryAfter(
                    answer.retryAfter(),
                    SINK + ": HTTP " + answer.status()
                            + " with a body that is not Azure's: is a proxy in between, is sentinel.endpoint right?");
        }
        if (NAMES_THE_RULE.matcher(code).find()) {
            return DeliveryException.misconfigured(
                    SINK + ": HTTP 400 " + code + ": check sentinel.dcr-id and sentinel.stream");
        }
        String refused = SINK + ": HTTP 400" + (code.matches("\\w{1,60}") ? " " + code : "")
                + ", the rows do not fit the stream of the data collection rule";
        return batch.size() == 1
                ? DeliveryException.bad(batch.ids(), refused)
                : DeliveryException.badAmong(refused + "; it does not say which row, halving the batch finds it");
    }

    private static String word(String key, String value, String expected) {
        String text = Values.text(value);
        if (text == null || !text.matches("[A-Za-z0-9_.-]+")) {
            throw new SettingException(key, text, expected);
        }
        return text;
    }
}
