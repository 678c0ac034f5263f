package org.m365siem.simulator.tenant.records;

import java.util.List;

/**
 * A strange member in an otherwise usual record, as seen in real tenants.
 *
 * @param member the member that is replaced, or added where the record has none
 * @param json its value as it stands in the JSON, or null to leave the member out
 */
record Oddity(String member, String json) {
    private static final List<Oddity> KNOWN = List.of(
            new Oddity("ClientIP", "\"[fdfd::555]:12346\""),
            new Oddity("ClientIP", "\"79.1.2.3:12345\""),
            new Oddity("ClientIP", "\"::ffff:10.0.0.1\""),
            new Oddity("ClientIP", "\"fe80::1%eth0\""),
            new Oddity("ClientIP", "\"not an address\""),
            new Oddity("ClientIP", "\"\""),
            new Oddity("ClientIP", "null"),
            new Oddity("Parameters", "\"-Identity \\\"a b\\\" -Force:True\""),
            new Oddity("ModifiedProperties", "[\"Role.ObjectID\",\"Role.DisplayName\"]"),
            new Oddity("ModifiedProperties", "{\"Name\":\"TargetId\",\"NewValue\":[1,\"2\",null]}"),
            new Oddity("RecordType", "\"15\""),
            new Oddity("UserType", "\"0\""),
            new Oddity("SizeInBytes", "9007199254740993123456789"),
            new Oddity("Score", "1.0E-400"),
            new Oddity("AdditionalInfo", "\"{\\\"a\\\":\\\"{\\\\\\\"b\\\\\\\":[1,2]}\\\"}\""),
            new Oddity("querytime", "\"2026-03-01T10:00:00\",\"querytime\":\"2026-03-01T10:00:01\""),
            new Oddity(
                    "Comment",
                    "\"pair \\ud83d\\ude00 and \uD83D\uDE80, alone \\ud83d, nul \\u0000, tab \\t, \\u2028\""),
            new Oddity("Comment", "\"pipe | equals = back\\\\slash quote \\\" ]\\r\\n<13>1 - - - fake line\""),
            new Oddity("Comment", "\"\\u202eright to left\\u202c and a\\u0301 combining\""),
            new Oddity("UserId", "null"),
            new Oddity("UserId", "\"  \""),
            new Oddity("UserId", "{\"Id\":\"nested\"}"),
            new Oddity("Workload", null),
            new Oddity("Operation", null),
            new Oddity("RecordType", "99999"),
            new Oddity("ResultStatus", "[]"),
            new Oddity("", "\"a member without a name\""),
            new Oddity("Nested", "[".repeat(200) + "]".repeat(200)));

    /** One of the known ones, or a value of up to 60,000 characters. */
    static Oddity of(Dice dice) {
        return dice.below(KNOWN.size() + 1) == 0 ? longValue(dice, 1_000 + dice.below(59_000)) : dice.pick(KNOWN);
    }

    static Oddity longValue(Dice dice, int length) {
        String words = Words.sentence(dice, 40) + " ";
        return new Oddity(
                "Padding", "\"" + words.repeat(length / words.length() + 1).substring(0, length) + "\"");
    }
}
