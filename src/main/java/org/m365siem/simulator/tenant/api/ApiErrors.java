package org.m365siem.simulator.tenant.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.m365siem.simulator.tenant.http.HttpAnswer;

/**
 * The error bodies of the Activity API (Microsoft: Office 365 Management Activity API reference, section Errors). The
 * reference does not say which status goes with which code; seen are 400, 401 for a missing permission, 403 and 404.
 */
public final class ApiErrors {
    private ApiErrors() {}

    public static HttpAnswer error(int status, String code, String message) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ObjectNode error = body.putObject("error").put("code", code);
        if (message != null) {
            error.put("message", message);
        }
        return HttpAnswer.json(status, body.toString());
    }

    static HttpAnswer bad(String code, String message) {
        return error(400, code, message);
    }

    /** What the front end says to a token that it does not take. */
    public static HttpAnswer unauthorized() {
        return HttpAnswer.json(401, "{\"Message\":\"Authorization has been denied for this request.\"}");
    }

    public static HttpAnswer noPermission() {
        return error(
                401,
                "AF10001",
                "The permission set () sent in the request did not include the expected permission ActivityFeed.Read.");
    }

    public static HttpAnswer noSubscription(String type) {
        return bad("AF20022", "No subscription found for the specified content type " + type + ".");
    }

    public static HttpAnswer badWindow(String code) {
        return bad(
                code,
                "Start time and end time must both be specified (or both omitted) and must be less than or equal to 24"
                        + " hours apart, with the start time prior to end time and start time no more than 7 days in the"
                        + " past.");
    }

    public static HttpAnswer badPage() {
        return bad("AF20031", "Invalid nextPage Input: the value is not one that this service has handed out.");
    }

    /** Throttling as Microsoft documents it: status 403, code AF429. */
    public static HttpAnswer throttled(int status, Operation operation) {
        String method = operation == Operation.BLOB ? "GetBlob" : "GetContent";
        return error(
                status,
                "AF429",
                "Too many requests. Method=" + method + ", PublisherId=00000000-0000-0000-0000-000000000000");
    }
}
