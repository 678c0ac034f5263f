package org.m365siem.simulator.tenant.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.m365siem.simulator.tenant.feed.Ledger;
import org.m365siem.simulator.tenant.http.HttpAnswer;
import org.m365siem.simulator.tenant.http.HttpRequest;

/** The OAuth 2.0 client credentials grant of Microsoft Entra, in its v1 and v2 form. */
public final class TokenEndpoint {
    private static final Pattern PATH = Pattern.compile("/([^/]+)/oauth2/(v2\\.0/)?token");
    private static final Pattern TENANT = Pattern.compile("[0-9a-fA-F-]{36}|[\\w-]+(\\.[\\w-]+)+");
    private static final Set<String> OPENID = Set.of("openid", "profile", "offline_access");
    private static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /** The application that the tenant knows. */
    public record Application(String tenant, String clientId, String secret, Collection<X509Certificate> certificates) {
        /** Without the secret. */
        @Override
        public String toString() {
            return "application " + clientId;
        }
    }

    private final Application application;
    private final AccessTokens tokens;
    private final Clock clock;
    private final String baseUrl;
    private final List<Fault> faults;
    private final Ledger ledger;

    public TokenEndpoint(
            Application application,
            AccessTokens tokens,
            Clock clock,
            String baseUrl,
            List<Fault> faults,
            Ledger ledger) {
        this.application = application;
        this.tokens = tokens;
        this.clock = clock;
        this.baseUrl = baseUrl;
        this.faults = faults;
        this.ledger = ledger;
    }

    /** Null when the path is not a token endpoint's. */
    public HttpAnswer answer(HttpRequest request) {
        Matcher path = PATH.matcher(request.path());
        if (!path.matches()) {
            return null;
        }
        HttpAnswer answer = answer(request, path);
        String correlation = request.header("client-request-id");
        if (!correlation.isEmpty()) {
            answer.header("client-request-id", correlation);
        }
        ledger.request("token", Integer.toString(answer.status()));
        return answer;
    }

    private HttpAnswer answer(HttpRequest request, Matcher path) {
        if (!request.method().equals("POST")) {
            return HttpAnswer.empty(405);
        }
        Instant now = clock.instant();
        Call call = new Call(Operation.TOKEN, request, null, null, now, null, tokens, baseUrl);
        for (Fault fault : faults) {
            HttpAnswer answer = fault.before(call);
            if (answer != null) {
                return answer;
            }
        }
        HttpAnswer answer = grant(request, path.group(1), path.group(2) != null, now);
        for (Fault fault : faults) {
            answer = fault.after(call, answer);
        }
        return answer;
    }

    private HttpAnswer grant(HttpRequest request, String tenant, boolean second, Instant now) {
        Map<String, String> form = request.form();
        if (!TENANT.matcher(tenant).matches()) {
            return EntraErrors.error(
                    400,
                    "invalid_request",
                    900023,
                    "Specified tenant identifier '" + tenant
                            + "' is neither a valid DNS name, nor a valid external domain.",
                    now);
        }
        if (!tenant.equalsIgnoreCase(application.tenant())) {
            return EntraErrors.error(
                    400,
                    "invalid_request",
                    90002,
                    "Tenant '" + tenant
                            + "' not found. Check to make sure you have the correct tenant ID and are signing"
                            + " into the correct cloud.",
                    now);
        }
        String grant = form.get("grant_type");
        if (grant == null) {
            return missing("grant_type", now);
        }
        if (!grant.equals("client_credentials")) {
            return EntraErrors.error(
                    400,
                    "unsupported_grant_type",
                    70003,
                    "The app requested an unsupported grant type '" + grant + "'.",
                    now);
        }
        HttpAnswer refusal = refusalOfClient(request, form, second, now);
        return refusal != null ? refusal : token(form, second, now);
    }

    private static HttpAnswer missing(String parameter, Instant now) {
        return EntraErrors.error(
                400,
                "invalid_request",
                900144,
                "The request body must contain the following parameter: '" + parameter + "'.",
                now);
    }

    private HttpAnswer refusalOfClient(HttpRequest request, Map<String, String> form, boolean second, Instant now) {
        String[] basic = basic(request);
        String id = form.getOrDefault("client_id", basic[0]);
        String secret = form.getOrDefault("client_secret", basic[1]);
        if (id == null) {
            return missing("client_id", now);
        }
        if (!id.equals(application.clientId())) {
            return EntraErrors.error(
                    400,
                    "unauthorized_client",
                    700016,
                    "Application with identifier '" + id + "' was not found in the directory '" + application.tenant()
                            + "'. This can happen if the application has not been installed by the administrator of the"
                            + " tenant or consented to by any user in the tenant.",
                    now);
        }
        if (form.containsKey("client_assertion")) {
            return refusalOfAssertion(form, id, second, now);
        }
        if (secret == null) {
            return EntraErrors.client(
                    7000218,
                    "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
                    now);
        }
        boolean right = MessageDigest.isEqual(
                secret.getBytes(StandardCharsets.UTF_8), application.secret().getBytes(StandardCharsets.UTF_8));
        return right ? null : EntraErrors.wrongSecret(id, now);
    }

    private HttpAnswer refusalOfAssertion(Map<String, String> form, String id, boolean second, Instant now) {
        if (!ASSERTION_TYPE.equals(form.get("client_assertion_type"))) {
            return missing("client_assertion_type", now);
        }
        String endpoint = baseUrl + "/" + application.tenant() + "/oauth2/" + (second ? "v2.0/token" : "token");
        return ClientAssertion.refusal(
                form.get("client_assertion"), id, Set.of(endpoint), application.certificates(), now);
    }

    private static String[] basic(HttpRequest request) {
        String header = request.header("authorization");
        if (header.startsWith("Basic ")) {
            try {
                String[] parts = new String(Base64.getDecoder().decode(header.substring(6)), StandardCharsets.UTF_8)
                        .split(":", 2);
                return parts.length == 2 ? parts : new String[2];
            } catch (IllegalArgumentException broken) {
                return new String[2];
            }
        }
        return new String[2];
    }

    private HttpAnswer token(Map<String, String> form, boolean second, Instant now) {
        String wanted = form.get(second ? "scope" : "resource");
        if (wanted == null) {
            return missing(second ? "scope" : "resource", now);
        }
        if (second) {
            // Microsoft's libraries ask for OpenID Connect's scopes besides, which mean nothing without a user
            wanted = Arrays.stream(wanted.split(" "))
                    .filter(scope -> !OPENID.contains(scope))
                    .collect(Collectors.joining(" "));
        }
        if (second && !wanted.endsWith("/.default")) {
            return EntraErrors.error(
                    400,
                    "invalid_scope",
                    1002012,
                    "The provided value for scope " + wanted
                            + " is not valid. Client credential flows must have a scope"
                            + " value with /.default suffixed to the resource identifier (application ID URI).",
                    now);
        }
        String audience =
                Audiences.plain(second ? wanted.substring(0, wanted.length() - "/.default".length()) : wanted);
        if (!Audiences.isKnown(audience)) {
            return EntraErrors.error(
                    400,
                    "invalid_resource",
                    500011,
                    "The resource principal named " + audience + " was not found in the tenant named "
                            + application.tenant()
                            + ". This can happen if the application has not been installed by the"
                            + " administrator of the tenant or consented to by any user in the tenant. You might have sent"
                            + " your authentication request to the wrong tenant.",
                    now);
        }
        return HttpAnswer.json(200, granted(audience, second));
    }

    private String granted(String audience, boolean second) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("token_type", "Bearer");
        if (second) {
            body.put("expires_in", tokens.life()).put("ext_expires_in", tokens.life());
        } else {
            // v1 sends numbers as strings
            body.put("expires_in", Long.toString(tokens.life()))
                    .put("expires_on", Long.toString(clock.instant().getEpochSecond() + tokens.life()))
                    .put("resource", audience);
        }
        body.put("access_token", tokens.issue(audience, application.clientId(), Audiences.rolesOf(audience)));
        return body.toString();
    }
}
