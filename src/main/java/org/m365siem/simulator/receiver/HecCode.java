package org.m365siem.simulator.receiver;

/** The answers of Splunk's table of HEC codes that the receiver gives. */
enum HecCode {
    SUCCESS(0, 200, "Success"),
    TOKEN_REQUIRED(2, 401, "Token is required"),
    INVALID_AUTHORIZATION(3, 401, "Invalid authorization"),
    INVALID_TOKEN(4, 403, "Invalid token"),
    NO_DATA(5, 400, "No data"),
    INVALID_DATA(6, 400, "Invalid data format"),
    INCORRECT_INDEX(7, 400, "Incorrect index"),
    BUSY(9, 503, "Server is busy"),
    CHANNEL_MISSING(10, 400, "Data channel is missing"),
    INVALID_CHANNEL(11, 400, "Invalid data channel"),
    EVENT_REQUIRED(12, 400, "Event field is required"),
    EVENT_BLANK(13, 400, "Event field cannot be blank"),
    ACK_DISABLED(14, 400, "ACK is disabled"),
    INDEXED_FIELDS(15, 400, "Error in handling indexed fields"),
    QUERY_TOKEN_DISABLED(16, 400, "Query string authorization is not enabled"),
    HEALTHY(17, 200, "HEC is healthy");

    private final int code;
    private final int status;
    private final String text;

    HecCode(int code, int status, String text) {
        this.code = code;
        this.status = status;
        this.text = text;
    }

    HttpAnswer answer() {
        return HttpAnswer.json(status, "{\"text\":\"" + text + "\",\"code\":" + code + "}");
    }

    /** @param invalidEvent position of the event that is at fault, or -1 */
    HttpAnswer answer(int invalidEvent) {
        return invalidEvent < 0
                ? answer()
                : HttpAnswer.json(
                        status,
                        "{\"text\":\"" + text + "\",\"code\":" + code + ",\"invalid-event-number\":" + invalidEvent
                                + "}");
    }

    HttpAnswer acknowledged(long ackId) {
        return HttpAnswer.json(status, "{\"text\":\"" + text + "\",\"code\":" + code + ",\"ackId\":" + ackId + "}");
    }
}
