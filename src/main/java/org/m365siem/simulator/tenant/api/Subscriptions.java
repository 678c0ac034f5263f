package org.m365siem.simulator.tenant.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumMap;
import java.util.Map;
import org.m365siem.simulator.tenant.records.ContentType;

/** Which content types the application has subscribed to. */
public final class Subscriptions {
    private final Map<ContentType, Boolean> enabled = new EnumMap<>(ContentType.class);

    /** True when that changed something. */
    synchronized boolean start(ContentType type) {
        return !Boolean.TRUE.equals(enabled.put(type, true));
    }

    /** The subscription is gone. */
    public synchronized void stop(ContentType type) {
        enabled.remove(type);
    }

    /** As an administrator does: the subscription stays in the list. */
    public synchronized void disable(ContentType type) {
        enabled.put(type, false);
    }

    /** Null without a subscription. */
    synchronized Boolean isEnabled(ContentType type) {
        return enabled.get(type);
    }

    static ObjectNode json(ContentType type, boolean enabled) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("contentType", type.text()).put("status", enabled ? "enabled" : "disabled");
        node.putNull("webhook");
        return node;
    }

    synchronized String list() {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        enabled.forEach((type, on) -> list.add(json(type, on)));
        return list.toString();
    }
}
