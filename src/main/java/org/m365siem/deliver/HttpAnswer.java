package org.m365siem.deliver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.m365siem.settings.RetryAfter;

/**
 * What a SIEM answered over HTTP.
 *
 * @param status HTTP status
 * @param body the JSON object of the body; missing for anything else
 * @param empty true when there was no body
 * @param retryAfter what it asked to wait, or null
 */
record HttpAnswer(int status, JsonNode body, boolean empty, Duration retryAfter) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static HttpAnswer of(int status, byte[] body, String retryAfter, Instant now) {
        JsonNode json = null;
        boolean empty = body == null || body.length == 0;
        try {
            json = empty ? null : JSON.readTree(body);
        } catch (IOException html) {
            // not JSON: not the SIEM itself
        }
        boolean object = json != null && json.isObject();
        return new HttpAnswer(
                status, object ? json : MissingNode.getInstance(), empty, RetryAfter.parse(retryAfter, now));
    }

    /** The outcome of a status that says enough by itself, or null: what every SIEM behind HTTP has in common. */
    DeliveryException byStatus(String sink) {
        String said = sink + ": HTTP " + status;
        if (status == 413) {
            return DeliveryException.tooLarge(said + ", the request is too large");
        }
        if (status == 429) {
            return DeliveryException.retryAfter(retryAfter, said + ", throttled");
        }
        if (status == 408 || status >= 500 || status < 200) {
            return DeliveryException.retryAfter(retryAfter, said);
        }
        return switch (status) {
            case 401 -> DeliveryException.misconfigured(said + ", its credential was refused");
            case 403 -> DeliveryException.misconfigured(said + ", its credential may not write there");
            case 404 -> DeliveryException.misconfigured(said + ", there is nothing at this address");
            case 407 -> DeliveryException.misconfigured(said + ", the proxy wants a password");
            case 400 -> null;
            default -> status < 300 ? null : DeliveryException.misconfigured(said + other());
        };
    }

    private String other() {
        return status < 400 ? ", a redirect, which is not followed: check the address" : ": check the address";
    }
}
