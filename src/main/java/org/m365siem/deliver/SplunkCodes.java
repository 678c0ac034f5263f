package org.m365siem.deliver;

import static java.util.Map.entry;

import java.util.Map;

/**
 * The codes of the HTTP Event Collector and what each means for a delivery.
 *
 * @see <a href="https://docs.splunk.com/Documentation/Splunk/latest/Data/TroubleshootHTTPEventCollector">status codes</a>
 */
final class SplunkCodes {
    enum Kind {
        TAKEN,
        RETRY,
        MISCONFIGURED,
        /** One event of the batch is refused; the answer may say which. */
        EVENT
    }

    record Meaning(Kind kind, String words) {}

    private static final Map<Integer, Meaning> ALL = Map.ofEntries(
            entry(0, new Meaning(Kind.TAKEN, "success")),
            misconfigured(1, "the token is disabled: enable it in Splunk"),
            misconfigured(2, "a token is required: set splunk.token"),
            misconfigured(3, "the authorization is invalid: check splunk.token"),
            misconfigured(4, "the token is invalid: check splunk.token"),
            retry(5, "no data arrived: is a proxy in between that drops the body?"),
            event(6, "invalid data format"),
            misconfigured(7, "incorrect index: the token may not write to splunk.index, or it does not exist"),
            retry(8, "internal server error"),
            retry(9, "the server is busy"),
            misconfigured(10, "the data channel is missing"),
            misconfigured(11, "the data channel is invalid"),
            event(12, "event field is required"),
            event(13, "event field cannot be blank"),
            misconfigured(14, "acknowledgement is disabled for the token: set splunk.ack off, or enable it in Splunk"),
            event(15, "error in handling indexed fields"),
            misconfigured(16, "query string authorization is not enabled"),
            retry(17, "it answered as the health address: check splunk.url"),
            retry(18, "unhealthy, queues are full"),
            retry(19, "unhealthy, the acknowledgement service is unavailable"),
            retry(20, "unhealthy, queues are full and acknowledgement is unavailable"),
            misconfigured(21, "the token is invalid: check splunk.token"),
            misconfigured(22, "the token is disabled: enable it in Splunk"),
            retry(23, "the server is shutting down"),
            entry(24, new Meaning(Kind.TAKEN, "success, the queue is nearly full")),
            entry(25, new Meaning(Kind.TAKEN, "success, the acknowledgement channel is nearly full")),
            retry(26, "throttled: the queue is full"),
            retry(27, "throttled: the acknowledgement channel is full"));

    private SplunkCodes() {}

    /** Null for a code that the table does not know. */
    static Meaning of(int code) {
        return ALL.get(code);
    }

    private static Map.Entry<Integer, Meaning> retry(int code, String words) {
        return entry(code, new Meaning(Kind.RETRY, words));
    }

    private static Map.Entry<Integer, Meaning> misconfigured(int code, String words) {
        return entry(code, new Meaning(Kind.MISCONFIGURED, words));
    }

    private static Map.Entry<Integer, Meaning> event(int code, String words) {
        return entry(code, new Meaning(Kind.EVENT, words));
    }
}
