package org.m365siem.simulator.tenant.faults;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.m365siem.simulator.tenant.api.Operation;
import org.m365siem.simulator.tenant.http.HttpAnswer;
import org.m365siem.simulator.tenant.http.Mishap;

/** What goes wrong with the bodies of blobs. */
public final class BlobFaults {
    private BlobFaults() {}

    /** The body stops: with the connection, or as if it were complete. */
    public static List<Rule> truncated() {
        return List.of(Rule.on(Operation.BLOB)
                .every(3)
                .times(2)
                .change((call, answer, turn) -> answer.mishap(Mishap.ending(
                        turn % 2 == 0 ? Mishap.End.CUT : Mishap.End.SHORT,
                        turn % 5 * 1_500L + 100 + call.blob().index() % 1_000))));
    }

    /** A syntax error in the middle, an object in the array's place, once a blob. */
    public static List<Rule> broken() {
        return List.of(Rule.on(Operation.BLOB)
                .every(3)
                .change((call, answer, turn) -> turn % 4 == 3
                        ? HttpAnswer.json(200, "{\"error\":{\"code\":\"\",\"message\":\"An error has occurred.\"}}")
                        : answer.body(body -> out -> {
                            Breaking breaking = new Breaking(out, 400 + turn % 7 * 900L);
                            body.writeTo(breaking);
                            breaking.finish();
                        })));
    }

    /** A long wait for the first byte, then a trickle. */
    public static List<Rule> slow() {
        return List.of(
                Rule.on(Operation.BLOB)
                        .every(8)
                        .change((call, answer, turn) ->
                                answer.mishap(Mishap.slow(Duration.ofSeconds(2), Duration.ofMillis(200)))),
                Rule.on(Operation.CONTENT)
                        .every(8)
                        .change((call, answer, turn) ->
                                answer.mishap(Mishap.slow(Duration.ofSeconds(1), Duration.ZERO))));
    }

    /** Puts something into the stream that is no JSON; at its end if it is shorter. */
    private static final class Breaking extends FilterOutputStream {
        private static final byte[] GARBAGE = ",}{\"".getBytes(StandardCharsets.US_ASCII);

        private long left;

        Breaking(OutputStream out, long after) {
            super(out);
            left = after;
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            if (left >= 0 && left < length) {
                int before = (int) left;
                out.write(bytes, from, before);
                out.write(GARBAGE);
                out.write(bytes, from + before, length - before);
            } else {
                out.write(bytes, from, length);
            }
            left -= length;
        }

        void finish() throws IOException {
            if (left >= 0) {
                out.write(GARBAGE);
            }
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }
    }
}
