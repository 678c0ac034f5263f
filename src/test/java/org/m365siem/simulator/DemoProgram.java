package org.m365siem.simulator;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.m365siem.camel.SpoolComponent;
import org.m365siem.spool.SinkStatus;

/**
 * The demo around the repository's own routes in a plain Camel context: a process that a test can kill. Arguments are
 * settings as {@code key=value}; it ends when everything is delivered, with 1 if anything is missing.
 */
public final class DemoProgram {
    private DemoProgram() {}

    public static void main(String[] args) throws Exception {
        Map<String, String> given = new LinkedHashMap<>();
        Stream.of(args).map(arg -> arg.split("=", 2)).forEach(pair -> given.put(pair[0], pair[1]));
        ConservationReport report = run(given);
        System.out.println(report);
        Runtime.getRuntime().halt(report.complete() ? 0 : 1);
    }

    private static ConservationReport run(Map<String, String> given) throws Exception {
        try (Demo demo = Demo.start(DemoOptions.of(given::get));
                DefaultCamelContext context = new DefaultCamelContext()) {
            Properties properties = new Properties();
            properties.putAll(demo.settings());
            properties.putAll(given);
            context.getPropertiesComponent().setOverrideProperties(properties);
            for (String file : new String[] {
                "platform", "errors", "office365-audit", "to-syslog", "to-splunk", "to-kafka", "to-sentinel"
            }) {
                PluginHelper.getRoutesLoader(context)
                        .loadRoutes(ResourceHelper.resolveMandatoryResource(
                                context, "file:" + Path.of("routes", file + ".camel.yaml")));
            }
            context.start();
            System.out.println("started");
            SpoolComponent spool = context.getRegistry().lookupByNameAndType("spool", SpoolComponent.class);
            while (!demo.drained(() -> pending(spool))) {
                System.out.println("arrived "
                        + demo.receivers().all().stream()
                                .mapToLong(receiver -> receiver.log().unique())
                                .min()
                                .orElse(0));
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            }
            context.stop();
            return demo.report();
        }
    }

    private static long pending(SpoolComponent spool) {
        return spool.spool().sinks().stream().mapToLong(SinkStatus::lagEvents).sum();
    }
}
