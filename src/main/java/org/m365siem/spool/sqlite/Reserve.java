package org.m365siem.spool.sqlite;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few megabytes set aside while there is room, and given up when the disk is full: what was delivered must be written down even
 * then, or a restart would send it again.
 */
final class Reserve {
    private static final Logger LOG = LoggerFactory.getLogger(Reserve.class);
    private static final int BYTES = 4 << 20;

    private final Path file;

    Reserve(Path file) {
        this.file = file;
    }

    boolean isThere() {
        return StoreFiles.size(file) == BYTES;
    }

    /** Sets the bytes aside when the disk has room; real ones, for a sparse or compressed file would reserve nothing. */
    void fill(SpoolOptions options) {
        try {
            if (options.freeDisk().bytes(options.stateDirectory()) < 2L * BYTES) {
                return;
            }
            byte[] block = new byte[1 << 16];
            new Random(1).nextBytes(block);
            try (OutputStream out = Files.newOutputStream(file)) {
                for (int written = 0; written < BYTES; written += block.length) {
                    out.write(block);
                }
            }
        } catch (IOException e) {
            LOG.debug("{} cannot be filled ({}); tried again", file, e.getMessage());
        }
    }

    void giveUp() {
        try {
            if (Files.deleteIfExists(file)) {
                LOG.error(
                        "{}: the disk is full; the reserve is given up so that deliveries can still be written down. Free disk"
                                + " space: appends are refused until then",
                        file);
            }
        } catch (IOException e) {
            LOG.error("{} cannot be deleted ({}) to make room on the full disk", file, e.getMessage());
        }
    }
}
