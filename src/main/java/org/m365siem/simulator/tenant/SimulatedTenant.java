package org.m365siem.simulator.tenant;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.m365siem.simulator.CertificateAuthority;
import org.m365siem.simulator.tenant.api.AccessTokens;
import org.m365siem.simulator.tenant.api.ActivityApi;
import org.m365siem.simulator.tenant.api.Fault;
import org.m365siem.simulator.tenant.api.TokenEndpoint;
import org.m365siem.simulator.tenant.feed.Ledger;
import org.m365siem.simulator.tenant.feed.Shape;
import org.m365siem.simulator.tenant.feed.Timeline;
import org.m365siem.simulator.tenant.http.HttpAnswer;
import org.m365siem.simulator.tenant.http.HttpRequest;
import org.m365siem.simulator.tenant.http.HttpsListener;
import org.m365siem.simulator.tenant.records.Corpus;
import org.m365siem.simulator.tenant.records.Dice;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A tenant on one HTTPS port of the loopback address: its token endpoint and its Management Activity API. */
public final class SimulatedTenant implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SimulatedTenant.class);

    private final TenantOptions options;
    private final String tenantId;
    private final String clientId;
    private final String secret;
    private final CertificateAuthority.Issued clientCertificate;
    private final Clock clock;
    private final Ledger ledger = new Ledger();
    private final Corpus corpus;
    private final Timeline timeline;
    private final AccessTokens tokens;
    private final HttpsListener listener;
    private final Path files;
    private final Losses losses;
    private final TokenEndpoint tokenEndpoint;
    private final ActivityApi activityApi;

    private SimulatedTenant(TenantOptions options) throws IOException {
        this.options = options;
        this.tenantId = guid(1);
        this.clientId = guid(2);
        this.secret = "simulated~" + Long.toHexString(Dice.hash(options.seed(), 3));
        this.clientCertificate = options.authority().issue(clientId);
        Shape shape = new Shape();
        List<Fault> faults = List.copyOf(Scenario.apply(options.scenarios(), shape, options.seed(), options.repair()));
        Corpora.adjust(shape, options);
        this.clock = Clock.offset(options.clock(), shape.clockAhead);
        this.corpus = Corpora.open(shape, options, tenantId);
        if (options.ledgerFile() != null) {
            ledger.keepIn(options.ledgerFile(), corpus);
        }
        Instant start = options.start().plus(shape.clockAhead);
        this.timeline = new Timeline(options.seed(), corpus, shape, start, options.rate(), options.history());
        this.losses = new Losses(corpus, timeline, shape);
        this.tokens = new AccessTokens(options.clock(), shape.tokenLife, tenantId);
        this.files = Files.createTempDirectory("m365-tenant");
        CertificateAuthority.Issued server = options.authority().issue("localhost", "localhost", "127.0.0.1");
        this.listener =
                HttpsListener.open(options.port(), options.authority().serverContext(server, false), options.clock());
        this.tokenEndpoint = new TokenEndpoint(application(), tokens, options.clock(), url(), faults, ledger);
        this.activityApi = new ActivityApi(new ActivityApi.Setup(
                tenantId,
                url(),
                clock,
                options.requestsPerMinute(),
                options.seed(),
                corpus,
                timeline,
                shape,
                tokens,
                faults,
                ledger));
        listener.start(this::answer);
        LOG.info(
                "Simulated tenant at {}: seed {}, start {}, scenario {}",
                url(),
                options.seed(),
                options.start(),
                options.scenarios().stream().map(Scenario::label).collect(Collectors.joining(",")));
    }

    public static SimulatedTenant start(TenantOptions options) {
        try {
            return new SimulatedTenant(options);
        } catch (IOException e) {
            throw new UncheckedIOException("the simulated tenant does not start: " + e.getMessage(), e);
        }
    }

    private String guid(int which) {
        return new UUID(Dice.hash(options.seed(), which, 1), Dice.hash(options.seed(), which, 2)).toString();
    }

    private TokenEndpoint.Application application() {
        List<X509Certificate> certificates = new ArrayList<>(options.certificates());
        certificates.add(clientCertificate.certificate());
        return new TokenEndpoint.Application(tenantId, clientId, secret, certificates);
    }

    private HttpAnswer answer(HttpRequest request) {
        if (!request.header("host").equals("localhost:" + listener.port())) {
            if (!request.header("authorization").isEmpty()) {
                ledger.remark("tokens sent to a host that is not this tenant's");
            }
            return HttpAnswer.empty(421);
        }
        HttpAnswer answer = tokenEndpoint.answer(request);
        answer = answer == null ? activityApi.answer(request) : answer;
        if (answer == null) {
            ledger.request("other " + request.path(), "404");
            answer = HttpAnswer.text(404, "text/html", "<html><body>Not found</body></html>");
        }
        return answer;
    }

    /** {@code https://localhost:port}. */
    public String url() {
        return "https://localhost:" + listener.port();
    }

    public String tenantId() {
        return tenantId;
    }

    public String clientId() {
        return clientId;
    }

    public String clientSecret() {
        return secret;
    }

    public CertificateAuthority authority() {
        return options.authority();
    }

    /** A certificate that the application may prove itself with. */
    public CertificateAuthority.Issued clientCertificate() {
        return clientCertificate;
    }

    /** The settings with which a collector reads this tenant, proving itself with the secret. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("m365.tenant-id", tenantId);
        settings.put("m365.client-id", clientId);
        settings.put("m365.client-secret", secret);
        settings.put("m365.authority-url", url());
        settings.put("m365.management-url", url());
        settings.put(
                "m365.tls.ca-file",
                options.authority().writeTo(files.resolve("ca.pem")).toString());
        return settings;
    }

    /** The same, proving itself with the certificate. */
    public Map<String, String> certificateSettings() {
        Map<String, String> settings = settings();
        settings.remove("m365.client-secret");
        settings.put("m365.credential", "certificate");
        try {
            Path pem = Files.writeString(
                    files.resolve("client.pem"),
                    clientCertificate.certificatePem() + clientCertificate.keyPem(),
                    StandardCharsets.US_ASCII);
            settings.put("m365.certificate-file", pem.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return settings;
    }

    /** True for a token that this tenant has issued for this resource, e.g. {@code https://monitor.azure.com}, and that is good. */
    public boolean accepts(String bearer, String audience) {
        return tokens.accepts(bearer, audience);
    }

    /** No token that was issued until now is accepted any more. */
    public void revokeTokens() {
        tokens.revoke();
    }

    /** The running number of the record with this id, or -1 when this tenant has no such record. */
    public long number(CharSequence eventId) {
        return corpus.number(eventId);
    }

    /** The id of the record with this running number. */
    public String eventId(long number) {
        return corpus.id(number);
    }

    /** How many unique records were sent completely at least once; cheap enough to ask every second. */
    public long servedEvents() {
        return ledger.served().size();
    }

    /** True when the tenant is finite, all of it has appeared, and all that can be fetched was fetched. */
    public boolean isDrained() {
        Instant now = clock.instant();
        return losses.isFinite()
                && losses.appeared(now) == losses.all()
                && ledger.fetchedBlobs().size() >= losses.fetchable();
    }

    /** What has been handed out so far. */
    public TenantReport report() {
        Instant now = clock.instant();
        long[] pages = ledger.pagesFollowed();
        Losses.Count count = losses.count(now, ledger);
        long again = ledger.blobsFetchedAgain().size();
        return new TenantReport(
                options.seed(),
                options.scenarios().stream().map(Scenario::label).sorted().toList(),
                count.records(),
                count.lostRecords(),
                ledger.served().copy(),
                count.blobs(),
                count.unlisted(),
                count.lostBlobs(),
                count.neverFetched(),
                ledger.fetchedBlobs().size() - again,
                again,
                pages[0],
                pages[1],
                pages[2],
                ledger.windows(),
                ledger.requests(),
                ledger.remarks());
    }

    @Override
    public void close() {
        listener.close();
        try {
            corpus.close();
            ledger.close();
            for (String name : List.of("ca.pem", "client.pem")) {
                Files.deleteIfExists(files.resolve(name));
            }
            Files.deleteIfExists(files);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
