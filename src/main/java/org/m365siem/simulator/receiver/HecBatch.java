package org.m365siem.simulator.receiver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A body of concatenated envelopes. What stands before the first bad one is indexed, that one and all behind it are not.
 *
 * @param ids of the indexed events
 * @param anonymous what was indexed and carries no id
 * @param invalidEvent the position of the first bad envelope, or -1
 * @param refusedId the id of an event that is well formed and refused all the same, or null
 */
record HecBatch(List<String> ids, List<String> anonymous, HecCode code, int invalidEvent, String refusedId) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static HecBatch read(byte[] body, Set<String> indexes, Predicate<String> refuses) {
        HecBatch batch = new HecBatch(new ArrayList<>(), new ArrayList<>(), HecCode.SUCCESS, -1, null);
        if (body == null) {
            return batch.ends(HecCode.INVALID_DATA, 0, null);
        }
        int position = 0;
        try (MappingIterator<JsonNode> envelopes =
                JSON.readerFor(JsonNode.class).readValues(body)) {
            for (; envelopes.hasNextValue(); position++) {
                JsonNode envelope = envelopes.nextValue();
                HecCode code = check(envelope, indexes);
                String id = id(envelope);
                if (code == HecCode.SUCCESS && id != null && refuses.test(id)) {
                    return batch.ends(HecCode.INVALID_DATA, position, id);
                }
                if (code != HecCode.SUCCESS) {
                    return batch.ends(code, position, null);
                }
                batch.index(id, envelope);
            }
        } catch (JsonProcessingException notJson) {
            return batch.ends(HecCode.INVALID_DATA, position, null);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return position == 0 ? batch.ends(HecCode.NO_DATA, -1, null) : batch;
    }

    private void index(String id, JsonNode envelope) {
        if (id != null) {
            ids.add(id);
        } else {
            String text = envelope.toString();
            anonymous.add("no id: " + text.substring(0, Math.min(text.length(), 100)));
        }
    }

    private HecBatch ends(HecCode with, int position, String refused) {
        return new HecBatch(ids, anonymous, with, position, refused);
    }

    private static HecCode check(JsonNode envelope, Set<String> indexes) {
        JsonNode event = envelope.get("event");
        JsonNode time = envelope.get("time");
        JsonNode index = envelope.get("index");
        if (!envelope.isObject() || time != null && !isTime(time)) {
            return HecCode.INVALID_DATA;
        }
        if (event == null) {
            return HecCode.EVENT_REQUIRED;
        }
        if (event.isNull() || event.isTextual() && event.asText().isBlank()) {
            return HecCode.EVENT_BLANK;
        }
        if (index != null && (!index.isTextual() || !indexes.isEmpty() && !indexes.contains(index.asText()))) {
            return HecCode.INCORRECT_INDEX;
        }
        return envelope.has("fields") && !isFlat(envelope.get("fields")) ? HecCode.INDEXED_FIELDS : HecCode.SUCCESS;
    }

    private static boolean isTime(JsonNode time) {
        return time.isNumber() || time.isTextual() && time.asText().matches("\\d+(\\.\\d+)?");
    }

    private static boolean isFlat(JsonNode fields) {
        for (JsonNode value : fields) {
            for (JsonNode member : value) {
                if (!value.isArray() || member.isContainerNode()) {
                    return false;
                }
            }
            if (value.isObject()) {
                return false;
            }
        }
        return fields.isObject();
    }

    private static String id(JsonNode envelope) {
        JsonNode id = envelope.path("fields").path("id");
        if (!id.isTextual()) {
            JsonNode event = envelope.path("event");
            id = event.path("Id").isTextual() ? event.path("Id") : event.path("id");
        }
        return id.isTextual() ? id.asText() : null;
    }
}
