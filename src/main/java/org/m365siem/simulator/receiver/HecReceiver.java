package org.m365siem.simulator.receiver;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;

/**
 * Splunk's HTTP Event Collector: tokens, concatenated envelopes, the codes of Splunk's table, partial batches, indexer
 * acknowledgement and the health endpoint, as in Splunk's "HTTP Event Collector REST API endpoints".
 */
public final class HecReceiver extends HttpReceiver {
    private static final Set<String> EVENT_PATHS =
            Set.of("/services/collector", "/services/collector/event", "/services/collector/event/1.0");
    private static final Set<String> HEALTH_PATHS =
            Set.of("/services/collector/health", "/services/collector/health/1.0");

    private final Options options;
    private final HecTokens tokens;
    private final HecAcks acks = new HecAcks();

    /**
     * @param token the one token that is good
     * @param ack whether the token wants indexer acknowledgement
     * @param maxContentLength the largest body in bytes, also after gzip; Splunk Enterprise's default is 838860800
     * @param indexes the indexes that the token may write to; empty for any
     */
    public record Options(String token, boolean ack, int maxContentLength, Set<String> indexes) {
        public static final int DEFAULT_MAX_CONTENT_LENGTH = 838_860_800;

        public static Options of(String token) {
            return new Options(token, false, DEFAULT_MAX_CONTENT_LENGTH, Set.of());
        }

        @Override
        public String toString() {
            return "HEC options";
        }
    }

    private final Path caFile;

    /** @param caFile what the sink has to trust, or null */
    public HecReceiver(int port, SSLContext tls, Path caFile, Options options, ReceiverLog log, ReceiverLog refused) {
        super(port, tls, log, refused);
        this.caFile = caFile;
        this.options = options;
        this.tokens = new HecTokens(options.token());
        start();
    }

    @Override
    public String name() {
        return "splunk";
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("splunk.url", url());
        settings.put("splunk.token", options.token());
        settings.put("splunk.ack", options.ack() ? "on" : "off");
        if (caFile != null) {
            settings.put("splunk.tls.ca-file", caFile.toString());
        }
        return settings;
    }

    @Override
    int bodyLimit() {
        return options.maxContentLength();
    }

    @Override
    HttpAnswer busy() {
        return HecCode.BUSY.answer().with("Retry-After", "1");
    }

    @Override
    HttpAnswer handle(HttpRequest request) {
        if (HEALTH_PATHS.contains(request.path())) {
            return request.method().equals("GET")
                    ? HecCode.HEALTHY.answer()
                    : HttpAnswer.text(405, "Method Not Allowed");
        }
        boolean acking = request.path().equals("/services/collector/ack");
        if (!acking && !EVENT_PATHS.contains(request.path())) {
            return HttpAnswer.json(404, "{\"text\":\"The requested URL was not found on this server.\",\"code\":404}");
        }
        if (!request.method().equals("POST")) {
            return HttpAnswer.text(405, "Method Not Allowed");
        }
        HecCode token = faults().on(Fault.WRONG_TOKEN) ? HecCode.INVALID_TOKEN : tokens.check(request);
        if (token != HecCode.SUCCESS) {
            return token.answer();
        }
        return acking ? acknowledgements(request) : events(request);
    }

    private HttpAnswer acknowledgements(HttpRequest request) {
        if (!options.ack()) {
            return HecCode.ACK_DISABLED.answer();
        }
        HecCode channel = HecAcks.checkChannel(request);
        return channel == HecCode.SUCCESS ? acks.answer(request) : channel.answer();
    }

    private HttpAnswer events(HttpRequest request) {
        if (request.wire().length > bodyLimit() || request.body() != null && request.body().length > bodyLimit()) {
            return HttpAnswer.text(
                    413, "Content-Length of " + request.wire().length + " too large (maximum is " + bodyLimit() + ")");
        }
        HecCode channel = options.ack() ? HecAcks.checkChannel(request) : HecCode.SUCCESS;
        if (channel != HecCode.SUCCESS) {
            return channel.answer();
        }
        HecBatch batch = HecBatch.read(request.body(), options.indexes(), faults()::refuses);
        log().received(batch.ids());
        batch.anonymous().forEach(log()::malformed);
        if (batch.code() != HecCode.SUCCESS) {
            refused().received(batch.refusedId() == null ? List.of() : List.of(batch.refusedId()));
            return batch.code().answer(batch.invalidEvent());
        }
        return options.ack() ? HecCode.SUCCESS.acknowledged(acks.next(request)) : HecCode.SUCCESS.answer();
    }
}
