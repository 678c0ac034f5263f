package org.m365siem.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.m365siem.collect.CursorStore;
import org.m365siem.collect.FeedKey;
import org.m365siem.collect.FeedStatus;
import org.m365siem.event.EventBatch;

class AuditRouteFileTest {
    /** A spool without a disk: a component and a cursor store under one name, as in the program. */
    static final class MemorySpool extends DefaultComponent implements CursorStore {
        final List<String> ids = new CopyOnWriteArrayList<>();
        private final MemoryCursors cursors = new MemoryCursors();

        @Override
        protected Endpoint createEndpoint(String uri, String rest, Map<String, Object> parameters) {
            return new DefaultEndpoint(uri, this) {
                @Override
                public Producer createProducer() {
                    return new DefaultProducer(this) {
                        @Override
                        public void process(org.apache.camel.Exchange exchange) {
                            ids.addAll(exchange.getMessage()
                                    .getBody(EventBatch.class)
                                    .ids());
                        }
                    };
                }

                @Override
                public Consumer createConsumer(Processor processor) {
                    throw new UnsupportedOperationException();
                }
            };
        }

        @Override
        public Optional<String> load(FeedKey feed) {
            return cursors.load(feed);
        }

        @Override
        public void save(FeedKey feed, String cursor, FeedStatus status) {
            cursors.save(feed, cursor, status);
        }
    }

    private static DefaultCamelContext context(MemorySpool spool, Map<String, String> settings) throws Exception {
        DefaultCamelContext context = new DefaultCamelContext();
        context.getRegistry().bind("spool", spool);
        context.getRegistry().bind("entra", new AuditRoute.GoodTokens());
        context.getComponent("kamelet", KameletComponent.class).setLocation("file:kamelets");
        settings.forEach(context.getPropertiesComponent()::addInitialProperty);
        for (String file : List.of("errors", "office365-audit")) {
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(ResourceHelper.resolveResource(context, "file:routes/" + file + ".camel.yaml"));
        }
        context.start();
        return context;
    }

    @Test
    void the_route_of_the_repository_carries_records_into_the_spool() throws Exception {
        MemorySpool spool = new MemorySpool();
        try (FakeTenant tenant = new FakeTenant()) {
            tenant.put("DLP.All", "one$d", Instant.now().minusSeconds(3600), 2);
            Map<String, String> settings = Map.of(
                    "m365.sources", "defender-endpoint, office365-audit",
                    "m365.tenant-id", FakeTenant.ID.toUpperCase(),
                    "m365.management-url", tenant.url());
            try (DefaultCamelContext context = context(spool, settings)) {
                await().atMost(Duration.ofSeconds(20)).until(() -> spool.ids.size() == 2);
                assertThat(context.getRoute("office365-audit").getConfigurationId())
                        .isNotNull();
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            all|1
            office365-audit|1
            entra-signins , office365-audit|1
            office365-audit-eu|0
            my-office365-audit|0
            ''|0
            """)
    void the_route_runs_when_it_is_listed_by_its_whole_name(String sources, int routes) throws Exception {
        Map<String, String> settings = Map.of(
                "m365.sources", sources, "m365.tenant-id", FakeTenant.ID, "m365.management-url", "http://127.0.0.1:9");
        try (DefaultCamelContext context = context(new MemorySpool(), settings)) {
            assertThat(context.getRoutes())
                    .filteredOn(r -> !r.isCreatedByKamelet())
                    .hasSize(routes);
        }
    }
}
