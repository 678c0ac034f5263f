package org.m365siem.spool;

/**
 * The store cannot be opened, read or written. The message names the file and says what to do; nothing that was confirmed
 * before is lost.
 */
public class SpoolException extends RuntimeException {
    public SpoolException(String message, Throwable cause) {
        super(message, cause);
    }

    public SpoolException(String message) {
        super(message);
    }
}
