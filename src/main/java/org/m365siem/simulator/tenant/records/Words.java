package org.m365siem.simulator.tenant.records;

import java.util.List;
import java.util.Locale;

/** The people, files and phrases of the simulated organisation; all domains and addresses are reserved for examples. */
final class Words {
    static final List<String> SUBJECTS = List.of(
            "Invoice 20931 overdue",
            "Your mailbox is almost full",
            "Quarterly report, draft 3",
            "RE: delivery on Thursday",
            "Rechnung für März",
            "請求書のご確認",
            "Payroll update required",
            "Shared document: Budget 2026",
            "Счёт на оплату",
            "Party 🎉 on Friday",
            "FW: contract ✍ signature needed",
            "Votre colis est arrivé");

    private static final List<String> FIRST = List.of(
            "Ada", "Bruno", "Chiara", "Daniel", "Eva", "Farid", "Grace", "Hugo", "Ines", "Jonas", "Kira", "Liam",
            "Maya", "Noah", "Olga", "Paul", "Quinn", "Rosa", "Samir", "Tessa", "Uwe", "Vera", "Walt", "Yara");
    private static final List<String> LAST = List.of(
            "Abel", "Berg", "Costa", "Dietz", "Evans", "Fischer", "Garcia", "Haas", "Ivanov", "Jensen", "Klein",
            "Lopez", "Meyer", "Novak", "Olsen", "Petit", "Rossi", "Silva", "Tanaka", "Unger", "Vogel", "Wang");
    private static final List<String> WORDS = List.of(
            "account",
            "alert",
            "anomaly",
            "browser",
            "campaign",
            "cluster",
            "delivery",
            "detected",
            "document",
            "external",
            "forwarding",
            "group",
            "inbox",
            "malicious",
            "message",
            "moved",
            "multiple",
            "policy",
            "quarantine",
            "recipient",
            "review",
            "sender",
            "session",
            "shared",
            "suspicious",
            "tenant",
            "threat",
            "unusual",
            "user",
            "verdict",
            "volume",
            "workload");
    private static final List<String> ENDINGS = List.of("docx", "xlsx", "pdf", "pptx", "zip", "txt", "html", "one");

    private Words() {}

    static String user(Dice dice) {
        String first = dice.pick(FIRST).toLowerCase(Locale.ROOT);
        return first + "." + dice.pick(LAST).toLowerCase(Locale.ROOT) + "@contoso.example";
    }

    static String fullName(Dice dice) {
        return dice.pick(FIRST) + " " + dice.pick(LAST);
    }

    static String external(Dice dice) {
        return dice.pick(WORDS) + dice.below(1000) + "@" + dice.pick(List.of("mail", "news", "billing", "cdn"))
                + ".example.net";
    }

    /** From the documentation ranges (RFC 5737, RFC 3849). */
    static String address(Dice dice) {
        int last = 1 + dice.below(254);
        return switch (dice.below(8)) {
            case 0, 1, 2 -> "192.0.2." + last;
            case 3, 4 -> "198.51.100." + last;
            case 5, 6 -> "203.0.113." + last;
            default -> "2001:db8:" + Integer.toHexString(dice.below(65536)) + "::" + Integer.toHexString(last);
        };
    }

    static String file(Dice dice) {
        return dice.pick(WORDS) + "-" + dice.pick(WORDS) + "-" + dice.below(1000) + "." + dice.pick(ENDINGS);
    }

    static String sentence(Dice dice, int most) {
        StringBuilder text = new StringBuilder();
        int count = 1 + dice.below(most);
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : " ").append(dice.pick(WORDS));
        }
        return text.toString();
    }
}
