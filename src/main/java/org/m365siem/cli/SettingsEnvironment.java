package org.m365siem.cli;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.m365siem.settings.Values;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.DefaultBootstrapContext;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * The settings as Spring Boot reads them: command line ({@code --m365.sinks=…}), environment, {@code config/} of the working
 * directory. Read without starting anything, so that commands and start-up checks see what the program will see.
 */
final class SettingsEnvironment {
    private final StandardEnvironment environment = new StandardEnvironment();
    private final Map<String, String> overrides = new HashMap<>();

    private SettingsEnvironment() {}

    static SettingsEnvironment load(String... args) {
        SettingsEnvironment settings = new SettingsEnvironment();
        settings.environment
                .getPropertySources()
                .addFirst(new SimpleCommandLinePropertySource(new DefaultApplicationArguments(args).getSourceArgs()));
        ConfigDataEnvironmentPostProcessor.applyTo(settings.environment, null, new DefaultBootstrapContext());
        return settings;
    }

    /** The same settings with these on top, as the demo needs them. */
    SettingsEnvironment with(Map<String, String> values) {
        Map<String, Object> source = new HashMap<>(values);
        environment.getPropertySources().addFirst(new MapPropertySource("demo", source));
        overrides.putAll(values);
        return this;
    }

    /** What the program must be told beyond what Boot reads by itself: the demo's addresses. */
    Map<String, String> overrides() {
        return Map.copyOf(overrides);
    }

    /** Null when the setting is not given; an empty value is the same as none. */
    String get(String key) {
        return Values.text(environment.getProperty(key));
    }

    String get(String key, String fallback) {
        String value = get(key);
        return value == null ? fallback : value;
    }

    /** All names given in files and on the command line, to find misspelt ones; environment variables are not listed. */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (PropertySource<?> source : environment.getPropertySources()) {
            boolean system = source.getName().startsWith("system");
            if (!system && source instanceof EnumerablePropertySource<?> enumerable) {
                names.addAll(Set.of(enumerable.getPropertyNames()));
            }
        }
        return names;
    }

    StandardEnvironment environment() {
        return environment;
    }
}
