package org.m365siem.simulator.tenant.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.m365siem.simulator.tenant.feed.Blob;
import org.m365siem.simulator.tenant.feed.BlobWriter;
import org.m365siem.simulator.tenant.feed.Ledger;
import org.m365siem.simulator.tenant.feed.Shape;
import org.m365siem.simulator.tenant.feed.Timeline;
import org.m365siem.simulator.tenant.http.HttpAnswer;
import org.m365siem.simulator.tenant.http.HttpRequest;
import org.m365siem.simulator.tenant.records.ContentType;
import org.m365siem.simulator.tenant.records.Corpus;

/** The Office 365 Management Activity API, version 1.0 (Microsoft: Office 365 Management Activity API reference). */
public final class ActivityApi {
    private static final Pattern PATH = Pattern.compile("/api/v1(?:\\.0)?/([^/]+)/activity/feed/(.+)");
    private static final Pattern GUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final Setup setup;
    private final Subscriptions subscriptions = new Subscriptions();
    private final ContentListing listing;
    private final BlobWriter writer;
    private final RateLimiter limiter;

    /** What the API needs. */
    public record Setup(
            String tenant,
            String baseUrl,
            Clock clock,
            int requestsPerMinute,
            long seed,
            Corpus corpus,
            Timeline timeline,
            Shape shape,
            AccessTokens tokens,
            List<Fault> faults,
            Ledger ledger) {}

    public ActivityApi(Setup setup) {
        this.setup = setup;
        this.listing = new ContentListing(setup.corpus(), setup.timeline(), setup.shape(), setup.ledger());
        this.writer = new BlobWriter(setup.seed(), setup.corpus(), setup.timeline(), setup.shape());
        this.limiter = new RateLimiter(setup.clock(), setup.requestsPerMinute());
    }

    /** Null when the path is not the API's. */
    public HttpAnswer answer(HttpRequest request) {
        Matcher path = PATH.matcher(request.path());
        if (!path.matches()) {
            return null;
        }
        Operation operation = Operation.of(request.method(), path.group(2));
        if (operation == null) {
            return HttpAnswer.empty(404);
        }
        if (request.parameter("PublisherIdentifier") == null) {
            setup.ledger().remark("requests without PublisherIdentifier");
        }
        HttpAnswer answer = answer(request, operation, path.group(1), path.group(2));
        offerPage(answer);
        answer.dated(setup.clock().instant());
        setup.ledger().request(operation.name().toLowerCase(Locale.ROOT), Integer.toString(answer.status()));
        return answer;
    }

    private HttpAnswer answer(HttpRequest request, Operation operation, String tenant, String rest) {
        if (!limiter.allows()) {
            setup.ledger().remark("requests over the limit per minute");
            return ApiErrors.throttled(403, operation);
        }
        HttpAnswer refusal = refusal(request, tenant);
        if (refusal != null) {
            return refusal;
        }
        Instant now = setup.clock().instant();
        Blob blob = operation == Operation.BLOB ? setup.timeline().find(rest.substring("audit/".length())) : null;
        ContentType type = blob == null
                ? ContentType.of(request.parameter("contentType"))
                : blob.owner().type();
        Call call = new Call(operation, request, type, blob, now, subscriptions, setup.tokens(), setup.baseUrl());
        for (Fault fault : setup.faults()) {
            HttpAnswer answer = fault.before(call);
            if (answer != null) {
                return answer;
            }
        }
        HttpAnswer answer = regular(call, rest);
        for (Fault fault : setup.faults()) {
            answer = fault.after(call, answer);
        }
        return answer;
    }

    /** Links count as offered when they went out, after everything that may have changed them. */
    private void offerPage(HttpAnswer answer) {
        String link = answer.headers().getOrDefault("NextPageUri", "").strip();
        int mark = link.indexOf('?');
        if (mark > 0 && link.startsWith(setup.baseUrl())) {
            HttpRequest.pairs(link.substring(mark + 1)).forEach((name, value) -> {
                PageToken token = name.equalsIgnoreCase("nextPage") ? PageToken.read(value) : null;
                if (token != null && token.number() > 0) {
                    setup.ledger().pageOffered(token.number());
                }
            });
        }
    }

    private HttpAnswer refusal(HttpRequest request, String tenant) {
        String header = request.header("authorization");
        AccessTokens.Claims claims =
                header.startsWith("Bearer ") ? setup.tokens().check(header.substring(7)) : null;
        if (claims == null || !Audiences.isActivityApi(claims.audience())) {
            return ApiErrors.unauthorized();
        }
        if (!GUID.matcher(tenant).matches()) {
            return ApiErrors.bad("AF20013", "The tenant ID passed in the URL (" + tenant + ") is not a valid GUID.");
        }
        if (!tenant.equalsIgnoreCase(claims.tenant())) {
            return ApiErrors.bad(
                    "AF20010",
                    "The tenant ID passed in the URL (" + tenant + ") does not match the tenant ID passed in the access"
                            + " token (" + claims.tenant() + ").");
        }
        return claims.roles().contains("ActivityFeed.Read") ? null : ApiErrors.noPermission();
    }

    private HttpAnswer regular(Call call, String rest) {
        return switch (call.operation()) {
            case LIST -> HttpAnswer.json(200, subscriptions.list());
            case BLOB -> blob(call, rest.substring("audit/".length()));
            case SENSITIVE_TYPES -> SensitiveTypes.answer(call.request().header("accept-language"));
            default -> withType(call);
        };
    }

    private HttpAnswer withType(Call call) {
        String named = call.request().parameter("contentType");
        if (named == null || named.isEmpty()) {
            return ApiErrors.bad("AF20001", "Missing parameter: contentType.");
        }
        if (call.type() == null || setup.shape().unknownTypes.contains(call.type())) {
            return ApiErrors.error(403, "AF20020", "The specified content type is not valid.");
        }
        return switch (call.operation()) {
            case START -> start(call);
            case STOP -> {
                subscriptions.stop(call.type());
                yield HttpAnswer.empty(200);
            }
            default -> content(call);
        };
    }

    private HttpAnswer start(Call call) {
        HttpAnswer refusal = refusalOfWebhook(call);
        if (refusal != null) {
            return refusal;
        }
        return subscriptions.start(call.type())
                ? HttpAnswer.json(200, Subscriptions.json(call.type(), true).toString())
                : ApiErrors.bad("AF20024", "The subscription is already enabled. No property change.");
    }

    /** This tenant reaches no host but itself, so that no webhook can ever be validated. */
    private static HttpAnswer refusalOfWebhook(Call call) {
        if (call.request().body().length == 0) {
            return null;
        }
        try {
            JsonNode webhook =
                    new ObjectMapper().readTree(call.request().body()).path("webhook");
            String expiration = webhook.path("expiration").asText();
            if (!expiration.isEmpty() && Instant.parse(expiration).isBefore(call.now())) {
                return ApiErrors.bad("AF20003", "Expiration " + expiration + " provided is set to past date and time.");
            }
            String address = webhook.path("address").asText();
            return address.isEmpty()
                    ? null
                    : ApiErrors.bad("AF20021", "The webhook endpoint (" + address + ") could not be validated.");
        } catch (IOException | DateTimeParseException wrong) {
            return ApiErrors.bad("AF20002", "Invalid parameter type: webhook. Expected type: Webhook.");
        }
    }

    private HttpAnswer content(Call call) {
        Boolean enabled = subscriptions.isEnabled(call.type());
        if (enabled == null) {
            return ApiErrors.noSubscription(call.type().text());
        }
        if (!enabled) {
            return ApiErrors.bad("AF20023", "The subscription was disabled by a tenant admin.");
        }
        try {
            if (call.operation() == Operation.NOTIFICATIONS) {
                Window.of(call.request().parameter("startTime"), call.request().parameter("endTime"), call.now());
                return HttpAnswer.json(200, "[]");
            }
            return listing.page(call.request(), call.type(), call.now(), feedUrl());
        } catch (Window.Refused refused) {
            return refused.code().equals("AF20002")
                    ? ApiErrors.bad("AF20002", "Invalid parameter type: startTime or endTime. Expected type: DateTime.")
                    : ApiErrors.badWindow(refused.code());
        }
    }

    private String feedUrl() {
        return setup.baseUrl() + "/api/v1.0/" + setup.tenant() + "/activity/feed";
    }

    private HttpAnswer blob(Call call, String contentId) {
        if (!Timeline.isContentId(contentId)) {
            return ApiErrors.bad("AF20052", "Content ID " + contentId + " in the URL is invalid.");
        }
        Blob blob = call.blob();
        if (blob == null || blob.fate() == Blob.Fate.MISSING || blob.visible().isAfter(call.now())) {
            return ApiErrors.error(404, "AF20050", "The specified content (" + contentId + ") does not exist.");
        }
        if (blob.expires().isBefore(call.now())) {
            return ApiErrors.bad("AF20051", "Content requested with the key " + contentId + " has already expired.");
        }
        return HttpAnswer.stream(out -> writer.write(blob, out))
                .whenSent(() -> setup.ledger().fetched(blob, setup.corpus()));
    }
}
