package org.m365siem.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.m365siem.camel.SpoolComponent;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.env.MapPropertySource;

/** The Spring Boot program around the routes: it gives them settings, health, metrics and an end. */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import({
    StatusPage.class,
    SpoolAccess.class,
    RoutesConfiguration.class,
    HealthConfiguration.class,
    MetricsConfiguration.class
})
public class Program {
    private static final String DEFAULTS = "/m365-siem.properties";

    /** @param overrides settings that win over every other place */
    public static ConfigurableApplicationContext start(Map<String, String> overrides, String... args) {
        return application(overrides).run(args);
    }

    /** As {@link #start}, for a caller that closes the context itself when the process ends. */
    public static ConfigurableApplicationContext startUnhooked(Map<String, String> overrides, String... args) {
        SpringApplication application = application(overrides);
        application.setRegisterShutdownHook(false);
        return application.run(args);
    }

    /** The spool of a running program. */
    public static SpoolComponent spool(ConfigurableApplicationContext context) {
        return context.getBean(SpoolAccess.class).component();
    }

    private static SpringApplication application(Map<String, String> overrides) {
        SpringApplication application = new SpringApplication(Program.class);
        application.setDefaultProperties(defaults());
        application.addListeners(new Overrides(new HashMap<>(overrides)));
        return application;
    }

    private static Properties defaults() {
        try (InputStream in = Program.class.getResourceAsStream(DEFAULTS)) {
            Properties properties = new Properties();
            properties.load(in);
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts settings before all others, and early enough for those of logging. */
    private record Overrides(Map<String, Object> values)
            implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {
        @Override
        public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
            event.getEnvironment().getPropertySources().addFirst(new MapPropertySource("m365-siem", values));
        }

        @Override
        public int getOrder() {
            return LoggingApplicationListener.DEFAULT_ORDER - 1;
        }

        /** Without the values: secrets are among them. */
        @Override
        public String toString() {
            return "overrides";
        }
    }
}
