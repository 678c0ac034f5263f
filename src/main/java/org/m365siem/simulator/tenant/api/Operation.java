package org.m365siem.simulator.tenant.api;

/** What a client can ask for. */
public enum Operation {
    TOKEN("token"),
    START("subscriptions/start"),
    STOP("subscriptions/stop"),
    LIST("subscriptions/list"),
    CONTENT("subscriptions/content"),
    NOTIFICATIONS("subscriptions/notifications"),
    BLOB("audit/"),
    SENSITIVE_TYPES("resources/dlpSensitiveTypes");

    private final String path;

    Operation(String path) {
        this.path = path;
    }

    /** The operation of a path behind {@code /activity/feed/}, or null. */
    static Operation of(String method, String rest) {
        for (Operation operation : values()) {
            boolean post = operation == START || operation == STOP;
            boolean here = operation == BLOB ? rest.startsWith(operation.path) : rest.equals(operation.path);
            if (here && operation != TOKEN && method.equals(post ? "POST" : "GET")) {
                return operation;
            }
        }
        return null;
    }
}
