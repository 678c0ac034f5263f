package org.m365siem.settings;

import java.util.function.BiConsumer;

/**
 * A setting that users type: its name, default and meaning in one place, and how its value is checked. The settings file
 * and the README are compared with this list by a test.
 *
 * @param key full name, or for a sink's setting what follows the sink's name and a dot
 * @param fallback the default as a user would type it; empty when there is none
 * @param secret true when its value must never be shown
 * @param check throws {@link SettingException} for a value that cannot be used
 */
public record Setting(String key, String fallback, String meaning, boolean secret, BiConsumer<String, String> check) {

    static Setting text(String key, String fallback, String meaning) {
        return new Setting(key, fallback, meaning, false, (name, value) -> {});
    }

    static Setting secret(String key, String meaning) {
        return new Setting(key, "", meaning, true, (name, value) -> {});
    }

    static Setting checked(String key, String fallback, String meaning, BiConsumer<String, String> check) {
        return new Setting(key, fallback, meaning, false, check);
    }

    static Setting words(String key, String fallback, String meaning, String... words) {
        return checked(key, fallback, meaning, (name, value) -> Values.oneOf(name, value, words));
    }

    static Setting file(String key, String meaning) {
        return checked(key, "", meaning, Values::readableFile);
    }

    /** A file that holds a secret: it can be read, and is not empty. */
    static Setting secretFile(String key, String meaning) {
        return checked(key, "", meaning, (name, value) -> {
            Values.readableFile(name, value);
            Values.secret(name.substring(0, name.length() - "-file".length()), null, value);
        });
    }

    static Setting url(String key, String meaning) {
        return checked(key, "", meaning, Values::serverUrl);
    }

    static Setting duration(String key, String fallback, String meaning) {
        return checked(key, fallback, meaning, Values::duration);
    }

    static Setting size(String key, String fallback, String meaning) {
        return checked(key, fallback, meaning, Values::size);
    }

    static Setting flag(String key, String fallback, String meaning) {
        return checked(key, fallback, meaning, Values::flag);
    }
}
