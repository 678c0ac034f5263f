package org.m365siem.console;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.apache.camel.support.PropertyBindingSupport;
import org.m365siem.camel.RouteCheck;
import org.m365siem.camel.RouteReloader;
import org.m365siem.camel.RouteSet;
import org.m365siem.settings.Values;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Loads {@code routes/} and {@code kamelets/} of the working directory, and watches them. */
@Configuration(proxyBeanMethods = false)
class RoutesConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(RoutesConfiguration.class);
    private static final long LOOK_MILLIS = 300;
    private static final Path ROOT = Path.of("");

    @Bean
    RouteReloader routeReloader(CamelContext context, Environment environment) {
        Supplier<RouteSet> disk = () -> RouteSet.readEditable(ROOT);
        RouteCheck check = new RouteCheck(environment::getProperty);
        return new RouteReloader((ModelCamelContext) context, check, disk, Clock.systemUTC());
    }

    @Bean
    CamelContextConfiguration routeLoading(RouteReloader reloader) {
        return new CamelContextConfiguration() {
            @Override
            public void beforeApplicationStart(CamelContext context) {
                try {
                    reloader.start(RouteSet.read(ROOT));
                } catch (Exception e) {
                    throw new IllegalStateException("the routes were checked and still cannot be loaded", e);
                }
            }

            @Override
            public void afterApplicationStart(CamelContext context) {
                // the watcher starts with the program's other services
            }
        };
    }

    @Bean(destroyMethod = "shutdownNow")
    ScheduledExecutorService routeWatcher(RouteReloader reloader, Environment environment) {
        ScheduledExecutorService watcher = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "route-watcher");
            thread.setDaemon(true);
            return thread;
        });
        String reload = Values.text(environment.getProperty("m365.reload"));
        boolean wanted = reload == null || Values.flag("m365.reload", reload);
        if (wanted && !RouteSet.isEditable(ROOT)) {
            LOG.warn("routes/ or kamelets/ is not in the working directory: those in the jar run, and edits are not"
                    + " watched");
        } else if (wanted) {
            watcher.scheduleWithFixedDelay(() -> look(reloader), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
        return watcher;
    }

    private static void look(RouteReloader reloader) {
        try {
            reloader.look();
        } catch (RuntimeException | Error e) { // an error here would end all later looks without a word
            LOG.error("cannot look for changed routes; the running ones go on, the next look follows at once", e);
        }
    }

    /**
     * Binds {@code camel.component.NAME.*} for components that have no Boot starter, which Boot would ignore without a word.
     */
    @Bean
    ComponentCustomizer componentSettings(CamelContext context, Environment environment) {
        return new ComponentCustomizer() {
            @Override
            public void configure(String name, Component target) {
                Map<String, Object> values = Binder.get(environment)
                        .bind("camel.component." + name, Bindable.mapOf(String.class, Object.class))
                        .orElse(Map.of());
                if (!values.isEmpty()) {
                    PropertyBindingSupport.build()
                            .withCamelContext(context)
                            .withTarget(target)
                            .withConfigurer(target.getComponentPropertyConfigurer())
                            .withProperties(new java.util.HashMap<>(values))
                            .withIgnoreCase(true)
                            .withMandatory(true)
                            .bind();
                }
            }

            @Override
            public boolean isEnabled(String name, Component target) {
                return true;
            }
        };
    }
}
