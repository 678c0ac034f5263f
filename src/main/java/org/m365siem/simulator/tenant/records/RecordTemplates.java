package org.m365siem.simulator.tenant.records;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The kinds of records that the tenant makes, by content type, from the JSON files beside this class: {@code type} is the
 * record type's number, {@code weight} how often it comes, {@code fields} what is added to the mandatory common fields.
 */
final class RecordTemplates {
    private static final Map<ContentType, List<RecordTemplate>> ALL = load();

    private RecordTemplates() {}

    static RecordTemplate pick(ContentType type, Dice dice) {
        return dice.pick(ALL.get(type));
    }

    private static Map<ContentType, List<RecordTemplate>> load() {
        Map<ContentType, List<RecordTemplate>> all = new EnumMap<>(ContentType.class);
        for (ContentType type : ContentType.values()) {
            String file =
                    "/org/m365siem/simulator/tenant/records/" + type.name().toLowerCase(Locale.ROOT) + ".json";
            try (InputStream in = RecordTemplates.class.getResourceAsStream(file)) {
                List<RecordTemplate> weighted = new ArrayList<>();
                for (JsonNode kind : new ObjectMapper().readTree(in)) {
                    RecordTemplate template = new RecordTemplate(record(kind));
                    for (int i = 0; i < kind.path("weight").asInt(1); i++) {
                        weighted.add(template);
                    }
                }
                all.put(type, List.copyOf(weighted));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return all;
    }

    private static JsonNode record(JsonNode kind) {
        ObjectNode record = new ObjectMapper().createObjectNode();
        record.put("CreationTime", "{{time}}")
                .put("Id", "{{id}}")
                .put("Operation", "{{pick:" + kind.path("operation").asText() + "}}")
                .put("OrganizationId", "{{tenant}}")
                .put("RecordType", kind.path("type").asInt())
                .put("ResultStatus", "Succeeded")
                .put("UserKey", "")
                .put("UserType", kind.path("userType").asInt(0))
                .put("Version", 1)
                .put("Workload", kind.path("workload").asText())
                .put("ClientIP", "{{ip}}")
                .put("UserId", "{{user}}");
        record.setAll((ObjectNode) kind.path("fields"));
        return record;
    }
}
