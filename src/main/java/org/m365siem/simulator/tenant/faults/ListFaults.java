package org.m365siem.simulator.tenant.faults;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.m365siem.simulator.tenant.api.ApiErrors;
import org.m365siem.simulator.tenant.api.Call;
import org.m365siem.simulator.tenant.api.Operation;
import org.m365siem.simulator.tenant.http.HttpAnswer;

/** What goes wrong with listings. */
public final class ListFaults {
    private static final String NEXT = "NextPageUri";

    private ListFaults() {}

    /** The next page fails after the blobs of the first one were handed out; now and then the first one. */
    public static List<Rule> errors() {
        return List.of(
                Rule.on(Operation.CONTENT)
                        .only(Call::isNextPage)
                        .every(3)
                        .atMost(10)
                        .instead((call, turn) -> turn % 3 == 1 ? ApiErrors.badPage() : internal(turn)),
                Rule.on(Operation.CONTENT)
                        .only(call -> !call.isNextPage())
                        .every(6)
                        .instead((call, turn) -> internal(turn)));
    }

    private static HttpAnswer internal(int turn) {
        return ApiErrors.error(
                500,
                List.of("AF50000", "AF50005", "AF50006").get(turn % 3),
                "An internal error occurred. Retry the request.");
    }

    /** Content URIs with another scheme, host and tenant; the blob is where it always is. */
    public static List<Rule> badContentUris() {
        return List.of(Rule.on(Operation.CONTENT).every(3).atMost(10).change((call, answer, turn) -> {
            String home = call.baseUrl() + "/api/v1.0/" + call.request().path().split("/")[3];
            return rewritten(
                    answer, home + "/activity/feed/audit/", "http://localhost/celbroken1/activity/feed/audit/");
        }));
    }

    /** Links that lead to another host, where a token must not go. */
    public static List<Rule> foreignLinks() {
        return List.of(Rule.on(Operation.CONTENT).every(3).atMost(10).change((call, answer, turn) -> {
            String foreign = call.baseUrl().replace("//localhost", "//127.0.0.1");
            HttpAnswer changed = rewritten(answer, call.baseUrl(), foreign);
            String next = changed.headers().get(NEXT);
            return next == null ? changed : changed.header(NEXT, next.replace(call.baseUrl(), foreign));
        }));
    }

    private static HttpAnswer rewritten(HttpAnswer answer, String from, String to) {
        String text = new String(answer.bytes(), StandardCharsets.UTF_8);
        HttpAnswer changed = HttpAnswer.json(200, text.replace(from, to));
        answer.headers().forEach(changed::header);
        return text.equals("[]") ? answer : changed;
    }

    /** A last page with a link to a page of years ago. */
    public static List<Rule> staleNextPage() {
        return List.of(Rule.on(Operation.CONTENT).every(3).atMost(10).change((call, answer, turn) -> {
            if (answer.headers().containsKey(NEXT)) {
                return answer;
            }
            return answer.header(
                    NEXT,
                    call.baseUrl() + call.request().path() + "?contentType="
                            + call.type().text()
                            + "&startTime=2019-02-07T00:00:00&endTime=2019-02-07T01:00:00"
                            + "&nextPage=RU5UUkF8MTU0OTQ5NzYwMDAwMHwxNTQ5NTAxMjAwMDAwfDB8MHxmfA");
        }));
    }
}
