package org.m365siem.event;

/** How serious Microsoft says an event is, from least to most; {@link #NONE} for records that carry no severity at all. */
public enum Severity {
    NONE,
    UNKNOWN,
    INFORMATIONAL,
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL;

    /**
     * Reads the spellings of every Microsoft source, without regard to case.
     *
     * @param text the severity as Microsoft sent it, or null
     * @return {@link #NONE} for null or blank, {@link #UNKNOWN} for a word that is not in the table
     */
    public static Severity of(String text) {
        if (text == null || text.isBlank()) {
            return NONE;
        }
        for (Severity severity : values()) {
            if (severity.name().equalsIgnoreCase(text.strip())) {
                return severity;
            }
        }
        return UNKNOWN;
    }
}
