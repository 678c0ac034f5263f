package org.m365siem.spool.ids;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A part of a file in memory that is let go at once on closing, not when the collector finds it: until then a deleted file
 * would keep its disk space. From Java 22 on that is an arena (JEP 454), before it {@code invokeCleaner}, which
 * {@code jdk.unsupported} exports for this purpose (JEP 260); both are found by name, for this is compiled for Java 17.
 */
record Mapping(ByteBuffer bytes, AutoCloseable hold) {
    private static final Logger LOG = LoggerFactory.getLogger(Mapping.class);
    private static final Mapper MAPPER = mapper();

    /** Maps a part of a file for reading. */
    static Mapping of(FileChannel channel, long position, long size) throws IOException {
        try {
            return MAPPER.map(channel, position, size);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IOException reason) {
                throw reason;
            }
            throw new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Lets go of the memory; nobody may read it any more, which the caller sees to. */
    void close() {
        try {
            hold.close();
        } catch (Exception e) {
            LOG.debug("A mapping is left to the collector", e);
        }
    }

    private static Mapper mapper() {
        try {
            return Runtime.version().feature() >= 22 ? arenas() : cleaner();
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.debug("Mappings are left to the collector", e);
            return (channel, position, size) -> new Mapping(channel.map(MapMode.READ_ONLY, position, size), () -> {});
        }
    }

    private static Mapper arenas() throws ReflectiveOperationException {
        Class<?> arena = Class.forName("java.lang.foreign.Arena");
        Method open = arena.getMethod("ofShared");
        Method map = FileChannel.class.getMethod("map", MapMode.class, long.class, long.class, arena);
        Method asByteBuffer = Class.forName("java.lang.foreign.MemorySegment").getMethod("asByteBuffer");
        return (channel, position, size) -> {
            AutoCloseable hold = (AutoCloseable) open.invoke(null);
            Object segment = map.invoke(channel, MapMode.READ_ONLY, position, size, hold);
            return new Mapping((ByteBuffer) asByteBuffer.invoke(segment), hold);
        };
    }

    private static Mapper cleaner() throws ReflectiveOperationException {
        Class<?> type = Class.forName("sun.misc.Unsafe");
        var instance = type.getDeclaredField("theUnsafe");
        instance.setAccessible(true);
        Object unsafe = instance.get(null);
        Method clean = type.getMethod("invokeCleaner", ByteBuffer.class);
        return (channel, position, size) -> {
            ByteBuffer bytes = channel.map(MapMode.READ_ONLY, position, size);
            return new Mapping(bytes, () -> clean.invoke(unsafe, bytes));
        };
    }

    private interface Mapper {
        Mapping map(FileChannel channel, long position, long size) throws IOException, ReflectiveOperationException;
    }
}
