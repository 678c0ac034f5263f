package org.m365siem.spool.sqlite;

import java.io.IOException;
import java.nio.file.Path;

/** How many bytes the file system of a directory has left for this process. */
@FunctionalInterface
public interface FreeDisk {
    long bytes(Path directory) throws IOException;
}
