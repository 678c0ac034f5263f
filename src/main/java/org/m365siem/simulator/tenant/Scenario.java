package org.m365siem.simulator.tenant;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.m365siem.settings.SettingException;
import org.m365siem.settings.Values;
import org.m365siem.simulator.tenant.api.Fault;
import org.m365siem.simulator.tenant.faults.BlobFaults;
import org.m365siem.simulator.tenant.faults.BusyFaults;
import org.m365siem.simulator.tenant.faults.ListFaults;
import org.m365siem.simulator.tenant.faults.Rule;
import org.m365siem.simulator.tenant.faults.SubscriptionFaults;
import org.m365siem.simulator.tenant.faults.TokenFaults;
import org.m365siem.simulator.tenant.feed.Shape;
import org.m365siem.simulator.tenant.feed.Shape.LinkStyle;
import org.m365siem.simulator.tenant.records.ContentType;
import org.m365siem.simulator.tenant.records.Dice;

/** What a tenant can be like. Every fault ends or comes only now and then, so that nothing needs to be lost by it. */
public enum Scenario {
    HEALTHY("everything works; the small oddities of real records and some repeated records are always there"),
    MID_COLLECTION_RESTART("everything works; for restarts of the collector while blobs appear"),
    BAD_CONTENT_URI(
            "content URIs with a wrong scheme, host and tenant; the blobs are where they always are",
            ListFaults::badContentUris),
    FOREIGN_LINKS(
            "content URIs and page links that lead to another host, where no token may go", ListFaults::foreignLinks),
    STALE_NEXT_PAGE("a link to a next page of the year 2019", ListFaults::staleNextPage),
    PERMISSION_ERROR(
            Kind.REFUSES,
            "Audit.SharePoint may not be started until somebody consents",
            SubscriptionFaults::noPermission),
    CONSENT_MISSING(Kind.REFUSES, "every call answers AF10001 until somebody consents", TokenFaults::noConsent),
    INVALID_CONTENT_TYPE(
            Kind.LOSES, "the tenant knows no DLP.All: AF20020", shape -> shape.unknownTypes.add(ContentType.DLP)),
    ALREADY_ENABLED("starts answer AF20024, and lists forget subscriptions", SubscriptionFaults::alreadyEnabled),
    LOWER_CASE_PAGING("parameters of page links in lower case, and small pages", shape -> {
        shape.links = LinkStyle.LOWER_CASE;
        shape.pageSize = 7;
    }),
    LONG_LINKS("page links of 10,000 characters", shape -> {
        shape.links = LinkStyle.LONG;
        shape.pageSize = 7;
    }),
    FOLDED_HEADER("the page link stands on a continuation line of its header", shape -> {
        shape.links = LinkStyle.FOLDED;
        shape.pageSize = 7;
    }),
    GAPS_AND_EXPIRED(
            Kind.LOSES,
            "bursts of blobs with hours of nothing between, some of them expired when they are listed",
            shape -> {
                shape.bursts = true;
                shape.blobs = 600;
                shape.expired = 0.02;
            }),
    MISSING_BLOBS(Kind.LOSES, "blobs that are listed and do not exist: AF20050", shape -> shape.missing = 0.05),
    DUPLICATES("many records twice in a blob and in two blobs, with another order of members", shape -> {
        shape.repeatedInside = 0.9;
        shape.repeatedBetween = 0.9;
    }),
    SMALL_PAGES("many small blobs, 20 on a page", shape -> {
        shape.pageSize = 20;
        shape.blobs = 500;
    }),
    LARGE_BLOB(
            "the first blob is very large; its records are 3 KB on average, 10 KB at most",
            shape -> shape.largeBlobBytes = 1),
    ODD_RECORDS("half of the records are strange, some are no records at all", shape -> {
        shape.odd = 0.5;
        shape.broken = 0.02;
    }),
    HUGE_RECORDS("now and then a record of a megabyte", shape -> shape.huge = 0.005),
    BYTE_ORDER_MARK("bodies begin with a byte order mark", shape -> shape.byteOrderMark = true),
    SUBSCRIPTION_DISABLED("subscriptions are switched off or vanish: AF20023, AF20022", SubscriptionFaults::disabled),
    EMPTY_ERRORS("408, 500, 502, 503 and 504 without a body", BusyFaults::emptyErrors),
    TOKEN_EXPIRY(
            "tokens live 20 seconds and are revoked in the middle",
            TokenFaults::revoked,
            shape -> shape.tokenLife = Duration.ofSeconds(20)),
    TOKEN_GARBAGE("token answers without token or life, broken, HTML, 400, 429, 503, reset", TokenFaults::garbage),
    WRONG_SECRET(
            Kind.REFUSES,
            "the client secret is refused until somebody repairs it: AADSTS7000215",
            TokenFaults::wrongSecret),
    START_THROTTLED(
            Kind.REFUSES,
            "starts answer 403 with code \"429\" and the wait in words",
            SubscriptionFaults::startThrottled),
    THROTTLED(
            "429, and AF429 with status 403; the wait in seconds, as a date, zero, or not named",
            BusyFaults::throttled),
    LIST_ERRORS(
            "later pages fail: AF50000, AF50005, AF50006, AF20031", ListFaults::errors, shape -> shape.pageSize = 7),
    EMPTY_PAGE("empty pages with a link to the next one", shape -> {
        shape.emptyPages = true;
        shape.pageSize = 7;
    }),
    BIG_BLOB_1000("blobs of about 1,000 records", shape -> shape.blobEvents = 1_000),
    SLOW_BODY("seconds until the first byte, then a trickle", BlobFaults::slow),
    HTML_200("status 200 with an HTML page, an object, or nothing", BusyFaults::notJson),
    TRUNCATED_BODY("blobs that end in the middle, with the connection or without a word", BlobFaults::truncated),
    BROKEN_ARRAY("blobs with a syntax error, or an object in the array's place, once", BlobFaults::broken),
    CONNECTION_RESET("connections that are reset before the answer or in it", BusyFaults::reset),
    LATE_BLOBS("blobs that appear in windows which were listed long ago", shape -> shape.late = 0.3),
    REPEATED_RECORDS(
            "five days old events, and all of them again in a later blob", shape -> shape.oldAndRepeated = 0.3),
    CLOCK_SKEW("the service's clock is 20 minutes behind", shape -> shape.clockAhead = Duration.ofMinutes(-20)),
    CLOCK_AHEAD("the service's clock is 20 minutes ahead", shape -> shape.clockAhead = Duration.ofMinutes(20)),
    AUDIT_OFF(
            Kind.REFUSES,
            "\"Tenant … does not exist\" until somebody switches audit logging on",
            SubscriptionFaults::auditOff),
    FUTURE_NOTHING(Kind.LOSES, "a quiet tenant: no blob ever appears", shape -> shape.quiet = true),
    MIXED("all faults that need nobody's help, a little of each, chosen by the seed");

    /** What a scenario does to records. */
    public enum Kind {
        /** Everything arrives at last. */
        RECOVERS,
        /** Everything arrives after somebody has repaired something, which takes the tenant's {@code repair} time. */
        REFUSES,
        /** Some records can never be had; the report leaves them out of what must arrive. */
        LOSES
    }

    private final Kind kind;
    private final String description;
    private final Supplier<List<Rule>> rules;
    private final Consumer<Shape> shape;

    Scenario(String description) {
        this(Kind.RECOVERS, description, List::of, shape -> {});
    }

    Scenario(String description, Supplier<List<Rule>> rules) {
        this(Kind.RECOVERS, description, rules, shape -> {});
    }

    Scenario(String description, Consumer<Shape> shape) {
        this(Kind.RECOVERS, description, List::of, shape);
    }

    Scenario(String description, Supplier<List<Rule>> rules, Consumer<Shape> shape) {
        this(Kind.RECOVERS, description, rules, shape);
    }

    Scenario(Kind kind, String description, Supplier<List<Rule>> rules) {
        this(kind, description, rules, shape -> {});
    }

    Scenario(Kind kind, String description, Consumer<Shape> shape) {
        this(kind, description, List::of, shape);
    }

    Scenario(Kind kind, String description, Supplier<List<Rule>> rules, Consumer<Shape> shape) {
        this.kind = kind;
        this.description = description;
        this.rules = rules;
        this.shape = shape;
    }

    /** As users write it, e.g. {@code small-pages}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public Kind kind() {
        return kind;
    }

    public String description() {
        return description;
    }

    /**
     * Reads a comma list of names; an empty one is {@link #HEALTHY}.
     *
     * @throws SettingException for an unknown name, with all that there are
     */
    public static Set<Scenario> parse(String key, String names) {
        Set<Scenario> scenarios = new LinkedHashSet<>();
        for (String name : Values.list(names)) {
            scenarios.add(Arrays.stream(values())
                    .filter(scenario -> scenario.label().equalsIgnoreCase(name))
                    .findFirst()
                    .orElseThrow(() -> new SettingException(
                            key,
                            name,
                            "one or more of "
                                    + String.join(
                                            ", ",
                                            Arrays.stream(values())
                                                    .map(Scenario::label)
                                                    .toList()))));
        }
        return scenarios.isEmpty() ? Set.of(HEALTHY) : scenarios;
    }

    /** Forms the tenant by these scenarios, and returns the faults that they bring. */
    static List<Fault> apply(Set<Scenario> scenarios, Shape tenant, long seed, Duration repair) {
        List<Fault> faults = new ArrayList<>();
        for (Scenario scenario : scenarios) {
            if (scenario == MIXED) {
                mix(tenant, seed, faults);
            } else {
                scenario.shape.accept(tenant);
                scenario.bind(faults, seed, 1, repair);
            }
        }
        return faults;
    }

    private void bind(List<Fault> faults, long seed, int rarity, Duration repair) {
        int number = 0;
        for (Rule rule : rules.get()) {
            faults.add(rule.bind(seed, label() + number++, rarity, repair));
        }
    }

    private static void mix(Shape tenant, long seed, List<Fault> faults) {
        Dice dice = Dice.of(seed, MIXED.ordinal());
        for (Scenario scenario : values()) {
            if (scenario.kind == Kind.RECOVERS && scenario != MIXED && dice.chance(0.7)) {
                if (dice.chance(0.5)) {
                    scenario.shape.accept(tenant);
                }
                scenario.bind(faults, seed, 8, Duration.ZERO);
            }
        }
    }
}
