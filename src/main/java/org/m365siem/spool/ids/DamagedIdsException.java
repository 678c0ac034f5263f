package org.m365siem.spool.ids;

import java.nio.file.Path;

/**
 * A finished file of ids cannot be trusted any more. Files are renamed into place only when they are complete and on disk,
 * so this is never the trace of a crash but of a failing disk or of somebody's hand; going on would repeat or lose events.
 */
public final class DamagedIdsException extends RuntimeException {
    DamagedIdsException(Path file, String what, Throwable cause) {
        super(
                "The file of event ids " + file.toAbsolutePath() + " is damaged: " + what
                        + ". Nothing is appended until it is repaired: restore it from a backup, or move it to another"
                        + " directory and start again; events whose ids were in it are then delivered a second time if"
                        + " Microsoft lists them again.",
                cause);
    }

    DamagedIdsException(Path file, String what) {
        this(file, what, null);
    }
}
