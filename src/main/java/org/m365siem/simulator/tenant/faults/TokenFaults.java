package org.m365siem.simulator.tenant.faults;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.m365siem.simulator.tenant.api.ApiErrors;
import org.m365siem.simulator.tenant.api.Call;
import org.m365siem.simulator.tenant.api.EntraErrors;
import org.m365siem.simulator.tenant.api.Operation;
import org.m365siem.simulator.tenant.http.HttpAnswer;
import org.m365siem.simulator.tenant.http.Mishap;

/** What goes wrong with tokens. */
public final class TokenFaults {
    private TokenFaults() {}

    /** Tokens that stop working in the middle. */
    public static List<Rule> revoked() {
        return List.of(Rule.on(Operation.CONTENT, Operation.BLOB).every(40).instead((call, turn) -> {
            call.tokens().revoke();
            return ApiErrors.unauthorized();
        }));
    }

    public static List<Rule> wrongSecret() {
        return List.of(Rule.on(Operation.TOKEN)
                .untilFixed()
                .instead((call, turn) ->
                        EntraErrors.wrongSecret(call.request().form().getOrDefault("client_id", "?"), call.now())));
    }

    /** Nobody has consented to ActivityFeed.Read yet. */
    public static List<Rule> noConsent() {
        return List.of(Rule.on(Operation.LIST, Operation.START, Operation.CONTENT, Operation.BLOB)
                .untilFixed()
                .instead((call, turn) -> ApiErrors.noPermission()));
    }

    /** Answers that are no token answer. */
    public static List<Rule> garbage() {
        return List.of(
                Rule.on(Operation.TOKEN).every(2).instead(TokenFaults::garbage),
                Rule.on(Operation.TOKEN)
                        .every(3)
                        .change((call, answer, turn) ->
                                HttpAnswer.json(200, text(answer).replaceFirst("\"expires_in\":\"?\\d+\"?,", ""))));
    }

    private static HttpAnswer garbage(Call call, int turn) {
        return switch (turn % 7) {
            case 0 -> HttpAnswer.json(200, "{\"token_type\":\"Bearer\",\"expires_in\":3599}");
            case 1 -> HttpAnswer.json(200, "{\"token_type\":\"Bearer\",\"access_token\":\"ey");
            case 2 -> HttpAnswer.text(200, "text/html", "<html><body>Sign in to your account</body></html>");
            case 3 ->
                EntraErrors.error(
                        400, "invalid_request", 90014, "The required field 'request' is missing.", call.now());
            case 4 -> HttpAnswer.empty(200).mishap(Mishap.ending(Mishap.End.RESET, 0));
            case 5 -> HttpAnswer.empty(503).header("Retry-After", "1");
            default ->
                EntraErrors.error(429, "temporarily_unavailable", 90055, "The tenant is throttled.", call.now())
                        .header("Retry-After", "1");
        };
    }

    private static String text(HttpAnswer answer) {
        return new String(answer.bytes(), StandardCharsets.UTF_8);
    }
}
