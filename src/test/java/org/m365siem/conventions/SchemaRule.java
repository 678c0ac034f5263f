package org.m365siem.conventions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Every flow is valid against Camel's own schema of its YAML language, which Camel itself does not apply. */
final class SchemaRule {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonSchema SCHEMA = load();

    static final Rule RULE = Rule.each("yaml-schema", SchemaRule::check);

    private SchemaRule() {}

    private static JsonSchema load() {
        try (InputStream in = SchemaRule.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void check(YamlFile file, Consumer<String> complain) {
        Object tree = file.isKamelet() ? asRouteTemplate(file) : file.tree();
        JsonNode node = JSON.valueToTree(tree);
        SCHEMA.validate(node).stream().limit(3).forEach(message -> complain.accept(message.getMessage()));
    }

    /** A kamelet's template is a route template without an id. */
    private static Object asRouteTemplate(YamlFile file) {
        Map<String, Object> template = new LinkedHashMap<>();
        template.put("id", file.baseName());
        template.putAll(file.map("spec", "template"));
        return List.of(Map.of("routeTemplate", template));
    }
}
