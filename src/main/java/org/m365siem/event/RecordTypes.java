package org.m365siem.event;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The names of the unified audit log's record types. Microsoft's own table is incomplete, so a number without a name is
 * ordinary and stays a number.
 *
 * @see <a href="https://learn.microsoft.com/office/office-365-management-api/office-365-management-activity-api-schema">
 *     AuditLogRecordType</a>
 */
public final class RecordTypes {
    private static final Map<String, String> NAMES = load();

    private RecordTypes() {}

    /** The name of a record type, or its number as it was given. */
    public static String name(String number) {
        return NAMES.getOrDefault(number, number);
    }

    /** How many record types have a name here. */
    public static int known() {
        return NAMES.size();
    }

    private static Map<String, String> load() {
        Map<String, String> names = new HashMap<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                RecordTypes.class.getResourceAsStream("record-types.csv"), StandardCharsets.UTF_8))) {
            lines.lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .forEach(line -> {
                        String[] columns = line.split(",");
                        names.put(columns[0].strip(), columns[1].strip());
                    });
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return names;
    }
}
