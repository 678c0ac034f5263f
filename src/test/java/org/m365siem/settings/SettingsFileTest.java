package org.m365siem.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The settings file that users edit says the same as the catalogue. */
class SettingsFileTest {
    private static final Pattern LINE = Pattern.compile("#([a-z0-9.-]+)=(.*)");

    @Test
    void lists_every_setting_with_its_default_and_nothing_else() throws IOException {
        assertThat(inFile()).isEqualTo(inCatalogue());
    }

    @Test
    void sets_nothing_by_itself() throws IOException {
        assertThat(Files.readAllLines(Path.of("config/application.properties")))
                .allMatch(line -> line.isEmpty() || line.startsWith("#"));
    }

    private static Map<String, String> inFile() throws IOException {
        Map<String, String> settings = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("config/application.properties"))) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches() && !matcher.group(1).startsWith("server.")) {
                assertThat(settings.put(matcher.group(1), matcher.group(2))).isNull();
            }
        }
        return settings;
    }

    private static Map<String, String> inCatalogue() {
        Map<String, String> settings = new TreeMap<>();
        Catalogue.PROGRAM.forEach(setting -> settings.put(setting.key(), setting.fallback()));
        Catalogue.EVERY_SINK.forEach(setting -> settings.put("splunk." + setting.key(), setting.fallback()));
        Catalogue.SINKS.forEach(
                (kind, own) -> own.forEach(setting -> settings.put(kind + "." + setting.key(), setting.fallback())));
        return settings;
    }
}
