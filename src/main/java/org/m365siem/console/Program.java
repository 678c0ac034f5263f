package org.m365siem.console;

import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.MapPropertySource;

/** The Spring Boot program around the routes: it gives them settings, health, metrics and an end. */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import({SpoolAccess.class, RoutesConfiguration.class, HealthConfiguration.class, MetricsConfiguration.class})
public class Program {
    /** @param overrides settings that win over every other place, such as the demo's addresses and secrets read from files */
    public static ConfigurableApplicationContext start(Map<String, String> overrides, String... args) {
        SpringApplication application = new SpringApplication(Program.class);
        Map<String, Object> values = new HashMap<>(overrides);
        application.addListeners((ApplicationListener<ApplicationEnvironmentPreparedEvent>) event ->
                event.getEnvironment().getPropertySources().addFirst(new MapPropertySource("m365-siem", values)));
        return application.run(args);
    }
}
