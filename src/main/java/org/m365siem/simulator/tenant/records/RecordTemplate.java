package org.m365siem.simulator.tenant.records;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One kind of record: its members with gaps. Parsed once, then written by copying bytes. */
final class RecordTemplate {
    private static final Pattern GAP = Pattern.compile("\"\\{\\{#([^}]+)}}\"|\\{\\{([^}]+)}}");

    private final List<Member> members = new ArrayList<>();

    /** A member's JSON: text, gap, text, gap, … text. */
    private record Member(String name, List<byte[]> texts, List<Placeholder> gaps) {
        void write(RecordContext record, ByteText out) {
            for (int i = 0; i < gaps.size(); i++) {
                out.add(texts.get(i));
                out.add(gaps.get(i).fill(record));
            }
            out.add(texts.get(gaps.size()));
        }
    }

    RecordTemplate(JsonNode record) {
        for (Map.Entry<String, JsonNode> member : record.properties()) {
            members.add(member(member.getKey(), "\"" + member.getKey() + "\":" + member.getValue()));
        }
    }

    private static Member member(String name, String json) {
        List<byte[]> texts = new ArrayList<>();
        List<Placeholder> gaps = new ArrayList<>();
        Matcher gap = GAP.matcher(json);
        int from = 0;
        while (gap.find()) {
            texts.add(json.substring(from, gap.start()).getBytes(StandardCharsets.UTF_8));
            gaps.add(Placeholder.of(gap.group(1) == null ? gap.group(2) : gap.group(1)));
            from = gap.end();
        }
        texts.add(json.substring(from).getBytes(StandardCharsets.UTF_8));
        return new Member(name, texts, gaps);
    }

    /**
     * Writes one record. The values do not depend on where it starts.
     *
     * @param start the member to begin with: Microsoft sends copies of a record with another order of members
     * @param oddity null for none
     */
    void write(RecordContext record, int start, Oddity oddity, ByteText out) {
        if (start == 0 && oddity == null) {
            for (int i = 0; i < members.size(); i++) {
                out.add(i == 0 ? '{' : ',');
                members.get(i).write(record, out);
            }
            out.add('}');
            return;
        }
        List<byte[]> written = written(record, oddity);
        for (int i = 0; i < written.size(); i++) {
            out.add(i == 0 ? '{' : ',');
            out.add(written.get((i + start) % written.size()));
        }
        out.add('}');
    }

    private List<byte[]> written(RecordContext record, Oddity oddity) {
        List<byte[]> written = new ArrayList<>(members.size() + 1);
        boolean replaced = false;
        ByteText one = new ByteText(512);
        for (Member member : members) {
            one.clear();
            member.write(record, one);
            boolean odd = oddity != null && member.name().equals(oddity.member());
            replaced |= odd;
            if (!odd) {
                written.add(one.copy());
            } else if (oddity.json() != null) {
                written.add(odd(oddity));
            }
        }
        if (oddity != null && !replaced && oddity.json() != null) {
            written.add(odd(oddity));
        }
        return written;
    }

    private static byte[] odd(Oddity oddity) {
        return ("\"" + oddity.member() + "\":" + oddity.json()).getBytes(StandardCharsets.UTF_8);
    }
}
