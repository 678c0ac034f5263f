package org.m365siem.settings;

/** A setting that cannot be understood: names the key, what was given and what is expected. */
public final class SettingException extends IllegalArgumentException {
    /** @param given the value as typed; pass an empty string for a secret */
    public SettingException(String key, String given, String expected) {
        super(key + (given == null || given.isEmpty() ? " is not set" : " = '" + given + "'") + ": expected "
                + expected);
    }

    public SettingException(String message) {
        super(message);
    }
}
