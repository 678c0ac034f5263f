package org.m365siem.simulator.receiver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Indexer acknowledgement: numbers per channel, true a little later, and forgotten once it was told. */
final class HecAcks {
    private static final long INDEXED_AFTER_NANOS = 300_000_000L;
    private static final Pattern GUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, Channel> channels = new HashMap<>();

    private static final class Channel {
        private final Map<Long, Long> accepted = new HashMap<>();
        private long next;
    }

    static HecCode checkChannel(HttpRequest request) {
        String channel = channel(request);
        if (channel == null || channel.isEmpty()) {
            return HecCode.CHANNEL_MISSING;
        }
        return GUID.matcher(channel).matches() ? HecCode.SUCCESS : HecCode.INVALID_CHANNEL;
    }

    private static String channel(HttpRequest request) {
        String header = request.header("X-Splunk-Request-Channel");
        return header == null ? request.query().get("channel") : header;
    }

    synchronized long next(HttpRequest request) {
        Channel channel = channels.computeIfAbsent(channel(request), unused -> new Channel());
        channel.accepted.put(channel.next, System.nanoTime());
        return channel.next++;
    }

    synchronized HttpAnswer answer(HttpRequest request) {
        Channel channel = channels.computeIfAbsent(channel(request), unused -> new Channel());
        try {
            JsonNode asked = json.readTree(request.body() == null ? new byte[0] : request.body());
            if (!asked.path("acks").isArray()) {
                return HecCode.INVALID_DATA.answer();
            }
            ObjectNode acks = json.createObjectNode();
            for (JsonNode id : asked.path("acks")) {
                acks.put(id.asText(), indexed(channel, id.asLong(-1)));
            }
            return HttpAnswer.json(
                    200, json.createObjectNode().set("acks", acks).toString());
        } catch (JsonProcessingException notJson) {
            return HecCode.INVALID_DATA.answer();
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static boolean indexed(Channel channel, long id) {
        Long since = channel.accepted.get(id);
        if (since == null || System.nanoTime() - since < INDEXED_AFTER_NANOS) {
            return false;
        }
        channel.accepted.remove(id);
        return true;
    }
}
