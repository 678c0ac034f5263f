package org.m365siem.format;

import java.util.Locale;
import java.util.Map;
import org.m365siem.event.EventBatch;
import org.m365siem.event.SecurityEvent;
import org.m365siem.settings.SettingException;
import org.m365siem.settings.Values;

/** The formats that a {@code .format} setting may name; the bean behind {@code format-action}. */
public final class Formats {
    private static final Map<String, Formatter> KNOWN = Map.of("json", SecurityEvent::json);

    private String name = "json";

    /**
     * The formatter of a name, in any case.
     *
     * @throws SettingException for an unknown name; lists the known ones
     */
    public static Formatter of(String name) {
        Formatter formatter = KNOWN.get(name.strip().toLowerCase(Locale.ROOT));
        if (formatter == null) {
            throw new SettingException(
                    "format",
                    name,
                    "one of "
                            + String.join(", ", KNOWN.keySet().stream().sorted().toList()));
        }
        return formatter;
    }

    /** Empty means {@code json}: the record as Microsoft sent it. */
    public void setFormat(String format) {
        String given = Values.text(format);
        of(given == null ? "json" : given);
        name = given == null ? "json" : given.toLowerCase(Locale.ROOT);
    }

    /** The batch with each event formatted; {@code json} leaves the batch as it is, because a record is its own payload. */
    public EventBatch format(EventBatch batch) {
        return name.equals("json") ? batch : batch.format(of(name)::format);
    }
}
