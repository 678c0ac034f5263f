package org.m365siem.spool.ids;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.MappedByteBuffer;
import java.util.LinkedHashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runs that are mapped at the moment, not more than a limit (Linux allows a process 65,530 mappings). Beyond it all are
 * let go, and those in use come back with their next lookup.
 */
final class Mappings {
    private static final Logger LOG = LoggerFactory.getLogger(Mappings.class);
    private static final Unmapper UNMAPPER = unmapper();

    private final int limit;
    private final Set<Run> mapped = new LinkedHashSet<>();

    Mappings(int limit) {
        this.limit = limit;
    }

    int size() {
        return mapped.size();
    }

    /** Makes room for one more. */
    void opened(Run run) {
        if (mapped.size() >= limit) {
            closeAll();
        }
        mapped.add(run);
    }

    void closed(Run run) {
        mapped.remove(run);
    }

    void closeAll() {
        for (Run run : Set.copyOf(mapped)) {
            run.unmap();
        }
    }

    /** Lets go of a mapping at once, not when the collector finds it: until then a deleted file keeps its disk space. */
    static void unmap(MappedByteBuffer buffer) {
        UNMAPPER.unmap(buffer);
    }

    /** Java 17 has no public call for it; {@code jdk.unsupported} exports this one for just that purpose (JEP 260). */
    private static Unmapper unmapper() {
        try {
            Class<?> type = Class.forName("sun.misc.Unsafe");
            Field instance = type.getDeclaredField("theUnsafe");
            instance.setAccessible(true);
            Object unsafe = instance.get(null);
            Method cleaner = type.getMethod("invokeCleaner", java.nio.ByteBuffer.class);
            return buffer -> {
                try {
                    cleaner.invoke(unsafe, buffer);
                } catch (ReflectiveOperationException e) {
                    LOG.debug("A mapping is left to the collector", e);
                }
            };
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.debug("Mappings are left to the collector", e);
            return buffer -> {};
        }
    }

    private interface Unmapper {
        void unmap(MappedByteBuffer buffer);
    }
}
