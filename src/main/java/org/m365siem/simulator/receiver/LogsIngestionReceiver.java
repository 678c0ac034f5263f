package org.m365siem.simulator.receiver;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/** Azure Monitor's Logs Ingestion API with its limits, as in Microsoft's "Logs Ingestion API in Azure Monitor". */
public final class LogsIngestionReceiver extends HttpReceiver {
    /** One call carries at most 1 MB, before and after gzip. */
    public static final int MAX_CALL = 1_048_576;
    /** More than the limit is read, so that what is refused as too large can be named. */
    private static final int READ = 16 * MAX_CALL;

    private static final Pattern PATH = Pattern.compile("/dataCollectionRules/([^/]+)/streams/([^/]+)");
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Options options;
    private final Path caFile;

    /** @param accepts whether a bearer token is good */
    public record Options(String dcr, String stream, Predicate<String> accepts) {}

    /** @param caFile what the sink has to trust, or null */
    public LogsIngestionReceiver(
            int port, SSLContext tls, Path caFile, Options options, ReceiverLog log, ReceiverLog refused) {
        super(port, tls, log, refused);
        this.caFile = caFile;
        this.options = options;
        start();
    }

    @Override
    public String name() {
        return "sentinel";
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("sentinel.endpoint", url());
        settings.put("sentinel.dcr-id", options.dcr());
        settings.put("sentinel.stream", options.stream());
        if (caFile != null) {
            settings.put("sentinel.tls.ca-file", caFile.toString());
        }
        return settings;
    }

    @Override
    int bodyLimit() {
        return READ;
    }

    @Override
    HttpAnswer busy() {
        return error(429, "TooManyRequests", "The data collection rule is over its limit.")
                .with("Retry-After", "1");
    }

    @Override
    HttpAnswer handle(HttpRequest request) {
        Matcher path = PATH.matcher(request.path());
        if (!path.matches()) {
            return error(404, "NotFound", "The requested path does not exist.");
        }
        if (!request.method().equals("POST")) {
            return error(405, "MethodNotAllowed", "Only POST is supported.");
        }
        if (faults().on(Fault.WRONG_TOKEN) || !authorised(request.header("Authorization"))) {
            return error(401, "InvalidToken", "The authentication token is invalid or expired.");
        }
        if (!"2023-01-01".equals(request.query().get("api-version"))) {
            return error(400, "InvalidApiVersion", "The api-version query parameter is missing or not supported.");
        }
        if (!path.group(1).equals(options.dcr())) {
            return error(404, "NotFound", "Data collection rule with immutable Id '" + path.group(1) + "' not found.");
        }
        if (!path.group(2).equals(options.stream())) {
            return error(404, "InvalidStream", "The stream '" + path.group(2) + "' was not found in the rule.");
        }
        return records(request);
    }

    private boolean authorised(String authorization) {
        return authorization != null
                && authorization.regionMatches(true, 0, "Bearer ", 0, 7)
                && options.accepts().test(authorization.substring(7).strip());
    }

    private HttpAnswer records(HttpRequest request) {
        String type = request.header("Content-Type");
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            return error(415, "UnsupportedMediaType", "The content type must be application/json.");
        }
        JsonNode array = parse(request.body());
        if (request.wire().length > MAX_CALL || request.body() != null && request.body().length > MAX_CALL) {
            if (array != null && array.size() == 1) {
                refused().received(ids(array));
            }
            return error(413, "ContentLengthLimitExceeded", "Maximum allowed content length: 1048576 bytes.");
        }
        if (array == null) {
            return error(400, "InvalidPayload", "The body must be a JSON array of objects.");
        }
        return accept(array);
    }

    private HttpAnswer accept(JsonNode array) {
        List<String> ids = ids(array);
        if (ids.stream().anyMatch(faults()::refuses)) {
            if (ids.size() == 1) {
                refused().received(ids);
            }
            return error(400, "InvalidPayload", "A record does not match the schema of the stream.");
        }
        log().received(ids);
        for (int without = array.size() - ids.size(); without > 0; without--) {
            log().malformed("a record without RecordId");
        }
        return HttpAnswer.text(204, "");
    }

    private static JsonNode parse(byte[] body) {
        try {
            JsonNode array = body == null ? null : JSON.readTree(body);
            if (array == null || !array.isArray()) {
                return null;
            }
            for (JsonNode record : array) {
                if (!record.isObject()) {
                    return null;
                }
            }
            return array;
        } catch (IOException notJson) {
            return null;
        }
    }

    private static List<String> ids(JsonNode array) {
        List<String> ids = new ArrayList<>(array.size());
        for (JsonNode record : array) {
            if (record.path("RecordId").isTextual()) {
                ids.add(record.path("RecordId").asText());
            }
        }
        return ids;
    }

    private static HttpAnswer error(int status, String code, String message) {
        return HttpAnswer.json(
                status,
                JSON.createObjectNode()
                        .set("error", JSON.createObjectNode().put("code", code).put("message", message))
                        .toString());
    }
}
