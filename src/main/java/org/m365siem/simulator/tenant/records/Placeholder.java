package org.m365siem.simulator.tenant.records;

import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** A gap in a record template, {@code {{name:argument}}}, and how it is filled. */
@FunctionalInterface
interface Placeholder {
    /** @return text that needs no escaping inside a JSON string */
    String fill(RecordContext record);

    /** @throws IllegalArgumentException for a name that is not in the vocabulary */
    static Placeholder of(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        String argument = colon < 0 ? "" : text.substring(colon + 1);
        return switch (name) {
            case "id" -> RecordContext::id;
            case "tenant" -> RecordContext::tenant;
            case "time" -> record -> record.timeText(0);
            case "before" -> {
                int most = Integer.parseInt(argument);
                yield record -> record.timeText(record.dice().below(most));
            }
            case "int" -> number(argument);
            case "pick" -> {
                List<String> choices = List.of(argument.split("\\|", -1));
                yield record -> record.dice().pick(choices);
            }
            case "hex" -> {
                int digits = Integer.parseInt(argument);
                yield record -> hex(record.dice(), digits);
            }
            case "guid" ->
                record -> new UUID(record.dice().next(), record.dice().next()).toString();
            default -> word(name, argument);
        };
    }

    private static Placeholder word(String name, String argument) {
        return switch (name) {
            case "user" -> record -> Words.user(record.dice());
            case "name" -> record -> Words.fullName(record.dice());
            case "external" -> record -> Words.external(record.dice());
            case "ip" -> record -> Words.address(record.dice());
            case "host" -> record -> "DESKTOP-" + hex(record.dice(), 7).toUpperCase(Locale.ROOT);
            case "file" -> record -> Words.file(record.dice());
            case "subject" -> record -> record.dice().pick(Words.SUBJECTS);
            case "words" -> {
                int most = Integer.parseInt(argument);
                yield record -> Words.sentence(record.dice(), most);
            }
            default -> throw new IllegalArgumentException("no such placeholder: " + name);
        };
    }

    private static Placeholder number(String range) {
        String[] ends = range.split("-");
        int least = Integer.parseInt(ends[0]);
        int span = Integer.parseInt(ends[1]) - least + 1;
        return record -> Integer.toString(least + record.dice().below(span));
    }

    private static String hex(Dice dice, int digits) {
        char[] text = new char[digits];
        long bits = 0;
        for (int i = 0; i < digits; i++) {
            bits = i % 16 == 0 ? dice.next() : bits >>> 4;
            text[i] = Character.forDigit((int) (bits & 0xF), 16);
        }
        return new String(text);
    }
}
