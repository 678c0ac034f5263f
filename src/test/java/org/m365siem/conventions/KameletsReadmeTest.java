package org.m365siem.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * kamelets/README.md is generated from the kamelets and never stale. After a change of a kamelet:
 * {@code ./mvnw test -Dtest=KameletsReadmeTest -Dm365.update=on}
 */
class KameletsReadmeTest {
    private static final Path README = Path.of("kamelets/README.md");

    @Test
    void is_what_the_kamelets_say() throws IOException {
        String generated = generate(YamlFile.below(Path.of("")));
        if (System.getProperty("m365.update") != null) {
            Files.writeString(README, generated);
        }
        assertThat(Files.readString(README))
                .as("stale: ./mvnw test -Dtest=KameletsReadmeTest -Dm365.update=on")
                .isEqualTo(generated);
    }

    private static String generate(List<YamlFile> files) {
        StringBuilder text = new StringBuilder("""
                # Kamelets

                Generated from the files in this folder. A parameter without a default is needed when it is marked *required*.
                Values are strings; an empty one is the same as none. Secrets are passed as `RAW({{…}})`. Inside a kamelet `{{x}}` is a
                parameter, or the name of a bean of the same file. After a change of a kamelet:
                `./mvnw test -Dtest=KameletsReadmeTest -Dm365.update=on`
                """);
        for (YamlFile file : files) {
            if (file.isKamelet()) {
                describe(file, text);
            }
        }
        return text.toString();
    }

    private static void describe(YamlFile file, StringBuilder text) {
        Map<String, Object> definition = file.map("spec", "definition");
        List<?> required = definition.get("required") instanceof List<?> list ? list : List.of();
        text.append("\n## ").append(file.baseName()).append("\n\n");
        text.append(oneLine(definition.get("description"))).append("\n\n");
        text.append("| parameter | default | meaning |\n|---|---|---|\n");
        file.map("spec", "definition", "properties").forEach((name, value) -> {
            Map<?, ?> property = (Map<?, ?>) value;
            Object fallback = property.get("default");
            String shown = required.contains(name)
                    ? "*required*"
                    : fallback == null || String.valueOf(fallback).isEmpty() ? "" : "`" + fallback + "`";
            text.append("| `").append(name).append("` | ").append(shown).append(" | ");
            text.append(oneLine(property.get("description")));
            text.append("password".equals(property.get("format")) ? " Secret." : "")
                    .append(" |\n");
        });
    }

    private static String oneLine(Object text) {
        return String.valueOf(text).strip().replaceAll("\\s+", " ").replace("|", "\\|");
    }
}
