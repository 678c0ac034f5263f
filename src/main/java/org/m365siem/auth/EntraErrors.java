package org.m365siem.auth;

import static java.util.Map.entry;

import java.util.Map;

/**
 * What the AADSTS codes of Microsoft Entra mean, and what to do about them.
 *
 * @see <a href="https://learn.microsoft.com/entra/identity-platform/reference-error-codes">authentication error codes</a>
 */
final class EntraErrors {
    /** How a code is met: someone must act, it passes by itself, or a fresh assertion may help once. */
    enum Kind {
        FATAL,
        TRANSIENT,
        FATAL_IF_REPEATED
    }

    record Meaning(Kind kind, String words) {}

    private static final String TENANT = "check tenant-id and cloud";
    private static final String FEDERATION =
            "issuer, subject and audience of the federated credential must equal those of the service account token";

    private static final Map<Integer, Meaning> BY_CODE = Map.ofEntries(
            fatal(7000215, "the client secret is wrong: set its value, not its id"),
            fatal(7000222, "the client secret is expired: create a new one in the app registration"),
            fatal(7000218, "no credential was sent: check credential and client-secret"),
            fatal(
                    700016,
                    "the application is not in this tenant: check client-id and tenant-id, and give admin consent"),
            fatal(7000112, "the application is disabled: enable its service principal"),
            fatal(90002, "the tenant does not exist: " + TENANT),
            fatal(700027, "the certificate is not the one of the app registration: upload its public part there"),
            fatal(50012, "the certificate was refused: upload its public part to the app registration"),
            repeated(
                    700024,
                    "clock skew: the certificate proof is outside its validity; set this machine's clock right"),
            repeated(50013, "clock skew: the proof is outside its validity; set this machine's clock right"),
            repeated(500133, "clock skew: the proof is outside its validity; set this machine's clock right"),
            fatal(500011, "the API is not in this tenant: check cloud, or the licence of the product"),
            fatal(50001, "the API is not in this tenant: check cloud, or the licence of the product"),
            fatal(70011, "the scope is not valid: check cloud"),
            fatal(700022, "the scope is not valid: check cloud"),
            fatal(700023, "the scope is not valid: check cloud"),
            fatal(70021, "no federated credential matches (it takes minutes after it was created): " + FEDERATION),
            fatal(700211, FEDERATION),
            fatal(700212, FEDERATION),
            fatal(700213, FEDERATION),
            fatal(90038, "the tenant is in another national cloud: check cloud"),
            fatal(900382, "the tenant is in another national cloud: check cloud"),
            fatal(900432, "the tenant is in another national cloud: check cloud"),
            fatal(53003, "a conditional access policy blocks the application: exclude it or allow this address"),
            fatal(9001023, "the tenant must be named: set tenant-id"),
            passing(90006, "Entra has a passing fault"),
            passing(90012, "Entra timed out"),
            passing(90024, "Entra has a passing fault"),
            passing(90033, "Entra has a passing fault"),
            passing(90090, "Entra has a passing fault"),
            passing(90055, "throttled: the tenant makes too many requests"),
            passing(90061, "Entra cannot reach the issuer of the federated credential"));

    private static final Map<String, Meaning> BY_WORD = Map.of(
            "temporarily_unavailable", new Meaning(Kind.TRANSIENT, "Entra is not available for the moment"),
            "server_error", new Meaning(Kind.TRANSIENT, "Entra has a passing fault"),
            "invalid_client",
                    new Meaning(
                            Kind.FATAL, "the credential was refused: check client-id and its secret or certificate"),
            "unauthorized_client",
                    new Meaning(Kind.FATAL, "the application may not sign in here: check client-id and tenant-id"),
            "invalid_scope", new Meaning(Kind.FATAL, "the scope is not valid: check cloud"),
            "invalid_resource", new Meaning(Kind.FATAL, "the API is not in this tenant: check cloud"),
            "invalid_grant", new Meaning(Kind.FATAL, "the grant was refused: check the app registration"),
            "unsupported_grant_type",
                    new Meaning(Kind.FATAL, "this address issues no application tokens: check authority-url"));

    private EntraErrors() {}

    /**
     * @param code the AADSTS number, or 0
     * @param word the OAuth error word, or an empty string
     * @return null when neither is known
     */
    static Meaning of(int code, String word) {
        Meaning meaning = BY_CODE.get(code);
        return meaning == null ? BY_WORD.get(word) : meaning;
    }

    private static Map.Entry<Integer, Meaning> fatal(int code, String words) {
        return entry(code, new Meaning(Kind.FATAL, words));
    }

    private static Map.Entry<Integer, Meaning> repeated(int code, String words) {
        return entry(code, new Meaning(Kind.FATAL_IF_REPEATED, words));
    }

    private static Map.Entry<Integer, Meaning> passing(int code, String words) {
        return entry(code, new Meaning(Kind.TRANSIENT, words));
    }
}
