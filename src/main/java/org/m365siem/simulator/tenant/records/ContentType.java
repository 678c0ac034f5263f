package org.m365siem.simulator.tenant.records;

import java.util.Locale;

/** The five content types of the Office 365 Management Activity API. */
public enum ContentType {
    ENTRA("Audit.AzureActiveDirectory"),
    EXCHANGE("Audit.Exchange"),
    SHAREPOINT("Audit.SharePoint"),
    GENERAL("Audit.General"),
    DLP("DLP.All");

    private final String text;

    ContentType(String text) {
        this.text = text;
    }

    /** As it stands in requests and answers. */
    public String text() {
        return text;
    }

    /** The part of a content id that names the type, e.g. {@code audit_exchange$Audit_Exchange}. */
    public String inContentId() {
        String underscored = text.replace('.', '_');
        return underscored.toLowerCase(Locale.ROOT) + "$" + underscored;
    }

    /** The type of this name in any case, or null. */
    public static ContentType of(String text) {
        for (ContentType type : values()) {
            if (type.text.equalsIgnoreCase(text)) {
                return type;
            }
        }
        return null;
    }

    /** Where Microsoft puts a record of this workload and record type. */
    public static ContentType ofRecord(String workload, int recordType) {
        if (recordType == 11 || recordType == 13 || recordType == 63) {
            return DLP;
        }
        return switch (workload) {
            case "AzureActiveDirectory" -> ENTRA;
            case "Exchange" -> EXCHANGE;
            case "SharePoint", "OneDrive" -> SHAREPOINT;
            default -> GENERAL;
        };
    }
}
