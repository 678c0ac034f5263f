package org.m365siem.simulator.tenant.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A request as it came.
 *
 * @param path decoded, without the query
 * @param query names as sent, values decoded; the last one of a repeated name
 * @param headers names in lower case
 */
public record HttpRequest(
        String method, String path, Map<String, String> query, Map<String, String> headers, byte[] body) {

    static HttpRequest of(String method, String target, Map<String, String> headers, byte[] body) {
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        return new HttpRequest(
                method,
                decoded(path.replace("+", "%2B")),
                pairs(mark < 0 ? "" : target.substring(mark + 1)),
                headers,
                body);
    }

    /** The header, or an empty string. */
    public String header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    /** The query parameter whatever its case, or null. */
    public String parameter(String name) {
        for (Map.Entry<String, String> entry : query.entrySet()) {
            if (entry.getKey().equalsIgnoreCase(name)) {
                return entry.getValue();
            }
        }
        return null;
    }

    /** The body as {@code application/x-www-form-urlencoded}. */
    public Map<String, String> form() {
        return pairs(new String(body, StandardCharsets.UTF_8));
    }

    /** Name and value pairs of a query or form; a broken percent sign stays as it is. */
    public static Map<String, String> pairs(String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : text.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                pairs.put(decoded(name), equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return pairs;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException broken) {
            return text;
        }
    }
}
