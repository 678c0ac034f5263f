package org.m365siem.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the token endpoint answered.
 *
 * @param status HTTP status
 * @param body as text; holds the token, so it is never shown
 * @param retryAfter what the server asked to wait, or null
 */
record TokenAnswer(int status, JsonNode body, Duration retryAfter) {
    /** How long a token lives whose answer says nothing about it. */
    static final Duration UNSAID_LIFE = Duration.ofMinutes(5);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern AADSTS = Pattern.compile("AADSTS(\\d{4,9})");

    static TokenAnswer of(int status, byte[] body, Duration retryAfter) {
        JsonNode json = null;
        try {
            json = JSON.readTree(new String(body, StandardCharsets.UTF_8));
        } catch (IOException html) {
            // not JSON: a proxy, or a wrong address
        }
        return new TokenAnswer(status, json == null ? MissingNode.getInstance() : json, retryAfter);
    }

    /** True for a 200 with a token that lives for some time. */
    boolean isToken() {
        return status == 200 && !body.path("access_token").asText("").isBlank() && life().toSeconds() > 0;
    }

    /** {@code expires_in}, a number or a string of seconds; a year at most. */
    Duration life() {
        JsonNode seconds = body.path("expires_in");
        if (seconds.isMissingNode() || seconds.isNull()) {
            return UNSAID_LIFE;
        }
        return Duration.ofSeconds(
                Math.min(seconds.asLong(0), Duration.ofDays(365).toSeconds()));
    }

    /** The OAuth error word ({@code RFC 6749} section 5.2), or an empty string. */
    String error() {
        return body.path("error").asText("");
    }

    /** The AADSTS number, or 0. */
    int code() {
        int first = body.path("error_codes").path(0).asInt(0);
        Matcher inText = AADSTS.matcher(body.path("error_description").asText(""));
        return first != 0 || !inText.find() ? first : Integer.parseInt(inText.group(1));
    }

    String traceId() {
        return body.path("trace_id").asText("").replaceAll("[^A-Za-z0-9-]", "");
    }

    @Override
    public String toString() {
        return "HTTP " + status;
    }
}
