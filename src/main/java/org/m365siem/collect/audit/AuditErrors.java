package org.m365siem.collect.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.m365siem.collect.Answer;
import org.m365siem.collect.Verdict;
import org.m365siem.collect.Verdict.Kind;
import org.m365siem.settings.RetryAfter;

/**
 * What the answers of the Management Activity API mean: by Microsoft's code where there is one, else by the status. Codes come
 * with single quotes as well, and a throttle comes as 403.
 *
 * @see <a href="https://learn.microsoft.com/office/office-365-management-api/office-365-management-activity-api-reference">
 *     error codes</a>
 */
final class AuditErrors {
    private static final Pattern CODE = Pattern.compile("[\"']code[\"']\\s*:\\s*[\"']?([A-Za-z0-9_.-]+)");
    private static final Pattern MESSAGE =
            Pattern.compile("[\"']message[\"']\\s*:\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|'([^']*)')");
    private static final Pattern NO_TENANT = Pattern.compile("Tenant\\s+\\S+\\s+does not exist");

    private static final String AUDIT_OFF =
            "unified audit logging is probably off: switch it on in Exchange Online PowerShell with"
                    + " Set-AdminAuditLogConfig -UnifiedAuditLogIngestionEnabled $true; it takes up to an hour";

    private record Meaning(Kind kind, String advice) {}

    private static final Map<String, Meaning> CODES = Map.ofEntries(
            refused("AF10001", "the app registration lacks ActivityFeed.Read, or an administrator's consent to it"),
            refused("AF20001", "a request parameter is missing; please report this as a bug"),
            refused("AF20002", "a request parameter has the wrong type; please report this as a bug"),
            refused("AF20003", "a webhook's expiration lies in the past"),
            refused("AF20010", "the token belongs to another tenant; check m365.tenant-id and m365.client-id"),
            refused("AF20011", "the tenant is unknown or deleted, or " + AUDIT_OFF),
            refused("AF20012", "the tenant is misconfigured at Microsoft; open a support case"),
            refused("AF20013", "m365.tenant-id must be the tenant's GUID"),
            refused("AF20020", "this is not a content type; check m365.content-types"),
            refused("AF20021", "a webhook does not answer its validation"),
            Map.entry("AF20022", new Meaning(Kind.SUBSCRIBE, "there is no subscription; it is started")),
            Map.entry("AF20023", new Meaning(Kind.SUBSCRIBE, "an administrator disabled the subscription")),
            Map.entry("AF20024", new Meaning(Kind.SUCCESS, "the subscription is already enabled")),
            Map.entry("AF20030", new Meaning(Kind.RESTART_WINDOW, "the window is refused; it is cut again")),
            Map.entry("AF20031", new Meaning(Kind.RESTART_WINDOW, "the link to the next page is not valid any more")),
            Map.entry("AF20050", new Meaning(Kind.GONE, "Microsoft does not know the content")),
            Map.entry("AF20051", new Meaning(Kind.EXPIRED, "Microsoft has deleted the content")),
            Map.entry("AF20052", new Meaning(Kind.MALFORMED, "Microsoft refuses the content id")),
            refused("AF20053", "more than one language was asked for; please report this as a bug"),
            refused("AF20054", "the language asked for is malformed; please report this as a bug"),
            Map.entry("AF20055", new Meaning(Kind.RESTART_WINDOW, "the window is refused; it is cut again")),
            Map.entry("AF429", new Meaning(Kind.THROTTLED, "")),
            Map.entry("429", new Meaning(Kind.THROTTLED, "")),
            Map.entry("AF50000", new Meaning(Kind.RETRY, "an internal error at Microsoft")),
            Map.entry("AF50005", new Meaning(Kind.RETRY, "an internal error at Microsoft")),
            Map.entry("AF50006", new Meaning(Kind.RETRY, "an internal error at Microsoft")));

    private AuditErrors() {}

    /** @param now the time by Microsoft's clock */
    static Verdict of(Answer answer, Instant now) {
        return of(answer.status(), answer.header("Retry-After"), answer.errorText(), now);
    }

    static Verdict of(int status, String retryAfter, String body, Instant now) {
        String code = code(body);
        String message = message(body);
        Duration wait = RetryAfter.header(retryAfter, now);
        Meaning meaning = code == null ? null : CODES.get(code.toUpperCase(Locale.ROOT));
        String said = said(status, code, message, body);
        boolean tooMany = body.toLowerCase(Locale.ROOT).contains("too many request");
        if (status == 429 || meaning != null && meaning.kind() == Kind.THROTTLED || status == 403 && tooMany) {
            return new Verdict(Kind.THROTTLED, wait != null ? wait : RetryAfter.message(message), said);
        }
        if (NO_TENANT.matcher(body).find()) {
            return Verdict.of(Kind.REFUSED, said + ": " + AUDIT_OFF);
        }
        if (meaning != null) {
            return new Verdict(meaning.kind(), wait, said + ": " + meaning.advice());
        }
        return byStatus(status, wait, said);
    }

    /** True when the body of an error carries one of Microsoft's codes: it comes from the API, not from something before it. */
    static boolean isCoded(String body) {
        String code = code(body);
        return code != null && CODES.containsKey(code.toUpperCase(Locale.ROOT));
    }

    private static Verdict byStatus(int status, Duration wait, String said) {
        if (status == 401) {
            return Verdict.of(
                    Kind.UNAUTHORIZED, said + ": a new token was refused as well; check the app registration");
        }
        if (status == 403) {
            return Verdict.of(Kind.REFUSED, said + ": check the app's permissions, and any proxy on the way");
        }
        return new Verdict(Kind.RETRY, wait, said);
    }

    private static String said(int status, String code, String message, String body) {
        String text = Answer.start(message != null ? message : code != null ? "" : body);
        return "HTTP " + status + (code == null ? "" : " " + code) + (text.isEmpty() ? "" : " (" + text + ")");
    }

    private static String code(String body) {
        Matcher code = CODE.matcher(body);
        return code.find() ? code.group(1) : null;
    }

    private static String message(String body) {
        Matcher message = MESSAGE.matcher(body);
        if (!message.find()) {
            return null;
        }
        return message.group(1) != null ? message.group(1).replace("\\\"", "\"") : message.group(2);
    }

    private static Map.Entry<String, Meaning> refused(String code, String advice) {
        return Map.entry(code, new Meaning(Kind.REFUSED, advice));
    }
}
