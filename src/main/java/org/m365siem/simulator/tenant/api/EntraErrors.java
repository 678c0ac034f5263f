package org.m365siem.simulator.tenant.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import org.m365siem.simulator.tenant.http.HttpAnswer;

/** The error bodies of Microsoft Entra (Microsoft identity platform: authentication and authorization error codes). */
public final class EntraErrors {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

    private EntraErrors() {}

    /** @param error the OAuth error that clients are told to branch on, e.g. {@code invalid_client} */
    public static HttpAnswer error(int status, String error, int code, String text, Instant now) {
        String trace = UUID.randomUUID().toString();
        String correlation = UUID.randomUUID().toString();
        String time = TIME.format(now);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("error", error)
                .put(
                        "error_description",
                        "AADSTS" + code + ": " + text + " Trace ID: " + trace + " Correlation ID: " + correlation
                                + " Timestamp: " + time);
        body.putArray("error_codes").add(code);
        body.put("timestamp", time)
                .put("trace_id", trace)
                .put("correlation_id", correlation)
                .put("error_uri", "https://login.microsoftonline.com/error?code=" + code);
        return HttpAnswer.json(status, body.toString()).header("x-ms-request-id", trace);
    }

    /** A refusal of the client's proof: status 401. */
    static HttpAnswer client(int code, String text, Instant now) {
        return error(401, "invalid_client", code, text, now);
    }

    public static HttpAnswer wrongSecret(String clientId, Instant now) {
        return client(
                7000215,
                "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value,"
                        + " not the client secret ID, for a secret added to app '" + clientId + "'.",
                now);
    }
}
