package org.m365siem.collect.audit;

import java.util.Random;

/** Random JSON text, as odd as the grammar allows. */
final class RandomJson {
    private static final String[] NAMES = {
        "Id", "CreationTime", "RecordType", "UserId", "Severity", "a", "", "\\u0049d", "ü"
    };
    private static final String[] SPACES = {"", "", " ", "\n\t", "\r\n  "};
    private static final String[] SCALARS = {"null", "true", "false", "0", "-12.5e-3", "99999999999999999999"};
    private static final String[] TEXTS = {
        "", " ", "x", "\\\"", "\\\\", "}", "]", "[{,:", "\\u0000", "\\ud83d\\ude00", "😀", "ü", "2026-03-01T09:58:31"
    };

    private RandomJson() {}

    static String element(Random random) {
        return random.nextInt(10) == 0 ? value(random, 2) : object(random, 3);
    }

    private static String value(Random random, int depth) {
        return switch (depth == 0 ? random.nextInt(2) : random.nextInt(4)) {
            case 0 -> SCALARS[random.nextInt(SCALARS.length)];
            case 1 -> text(random);
            case 2 -> array(random, depth - 1);
            default -> object(random, depth - 1);
        };
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder("\"");
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append(TEXTS[random.nextInt(TEXTS.length)]);
        }
        return text.append('"').toString();
    }

    private static String array(Random random, int depth) {
        StringBuilder array = new StringBuilder("[").append(space(random));
        for (int i = random.nextInt(4); i > 0; i--) {
            array.append(value(random, depth)).append(space(random)).append(i > 1 ? "," : "");
        }
        return array.append(']').toString();
    }

    private static String object(Random random, int depth) {
        StringBuilder object = new StringBuilder("{").append(space(random));
        for (int i = random.nextInt(6); i > 0; i--) {
            object.append('"')
                    .append(NAMES[random.nextInt(NAMES.length)])
                    .append('"')
                    .append(space(random))
                    .append(':');
            object.append(space(random))
                    .append(value(random, depth))
                    .append(space(random))
                    .append(i > 1 ? "," : "");
        }
        return object.append('}').toString();
    }

    private static String space(Random random) {
        return SPACES[random.nextInt(SPACES.length)];
    }
}
