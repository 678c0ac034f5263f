package org.m365siem.simulator.tenant.faults;

import java.util.List;
import org.m365siem.simulator.tenant.api.ApiErrors;
import org.m365siem.simulator.tenant.api.Call;
import org.m365siem.simulator.tenant.api.Operation;
import org.m365siem.simulator.tenant.http.HttpAnswer;
import org.m365siem.simulator.tenant.http.Mishap;

/** A service, or something on the way to it, that is too busy to answer properly. */
public final class BusyFaults {
    private BusyFaults() {}

    /** Throttling in all its forms: 429, AF429 with status 403, the wait in seconds, as a date, zero, or not named. */
    public static List<Rule> throttled() {
        return List.of(Rule.on(Operation.CONTENT, Operation.BLOB).every(6).instead(BusyFaults::throttled));
    }

    private static HttpAnswer throttled(Call call, int turn) {
        return switch (turn % 7) {
            case 0 -> ApiErrors.throttled(403, call.operation());
            case 1 -> ApiErrors.throttled(429, call.operation()).header("Retry-After", "2");
            case 2 ->
                HttpAnswer.empty(429)
                        .header("Retry-After", HttpAnswer.httpDate(call.now().plusSeconds(2)));
            case 3 -> ApiErrors.throttled(429, call.operation()).header("Retry-After", "0");
            case 4 -> ApiErrors.throttled(403, call.operation()).header("Retry-After", "1");
            case 5 -> HttpAnswer.empty(429);
            default ->
                HttpAnswer.text(
                        403,
                        "application/json",
                        "{'error':{'code':'AF429','message':'Too many requests. Method=GetBlob,"
                                + " PublisherId=00000000-0000-0000-0000-000000000000'}}");
        };
    }

    /** Errors without a body. */
    public static List<Rule> emptyErrors() {
        List<Integer> codes = List.of(408, 503, 502, 504, 500);
        return List.of(Rule.on(Operation.LIST, Operation.CONTENT, Operation.BLOB)
                .every(5)
                .instead((call, turn) -> HttpAnswer.empty(codes.get(turn % codes.size()))));
    }

    /** Success that is none. */
    public static List<Rule> notJson() {
        return List.of(Rule.on(Operation.LIST, Operation.CONTENT, Operation.BLOB)
                .every(5)
                .instead((call, turn) -> switch (turn % 4) {
                    case 0 ->
                        HttpAnswer.text(
                                200,
                                "text/html; charset=utf-8",
                                "<!DOCTYPE html><html><head><title>Our services aren't available right now</title></head></html>");
                    case 1 -> HttpAnswer.json(200, "{\"value\":[]}");
                    case 2 -> HttpAnswer.empty(200);
                    default -> HttpAnswer.json(200, "{\"Message\":\"The service is busy.\"}");
                }));
    }

    /** Connections that are reset before the answer, or in it. */
    public static List<Rule> reset() {
        return List.of(
                Rule.on(Operation.LIST, Operation.CONTENT, Operation.BLOB)
                        .every(8)
                        .instead((call, turn) -> HttpAnswer.empty(200).mishap(Mishap.ending(Mishap.End.RESET, 0))),
                Rule.on(Operation.BLOB)
                        .every(6)
                        .change((call, answer, turn) ->
                                answer.mishap(Mishap.ending(Mishap.End.RESET, 200 + turn % 4 * 1_000L))));
    }
}
