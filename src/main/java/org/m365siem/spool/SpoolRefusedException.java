package org.m365siem.spool;

/** The append wrote nothing: quota, free-disk floor, or a disk that refuses. The source keeps its cursor and tries again. */
public final class SpoolRefusedException extends RuntimeException {
    public SpoolRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
