package org.m365siem.format;

import java.util.List;
import java.util.Locale;
import org.m365siem.settings.SettingException;
import org.m365siem.settings.Values;

/** Syslog facilities by number or name (RFC 5424 section 6.2.1). */
public final class Facility {
    private static final List<String> NAMES = List.of(
            "kern",
            "user",
            "mail",
            "daemon",
            "auth",
            "syslog",
            "lpr",
            "news",
            "uucp",
            "cron",
            "authpriv",
            "ftp",
            "ntp",
            "audit",
            "alert",
            "clock",
            "local0",
            "local1",
            "local2",
            "local3",
            "local4",
            "local5",
            "local6",
            "local7");

    private Facility() {}

    /** The number, 0 to 23. */
    public static int of(String key, String value) {
        String text = Values.text(value);
        int named = text == null ? -1 : NAMES.indexOf(text.toLowerCase(Locale.ROOT));
        if (named >= 0) {
            return named;
        }
        if (text != null && text.chars().allMatch(Character::isDigit)) {
            return Values.number(key, text, 0, 23);
        }
        throw new SettingException(key, value, "a number from 0 to 23 or one of " + String.join(", ", NAMES));
    }
}
