package org.m365siem.simulator.tenant.records;

import java.io.IOException;
import java.io.OutputStream;

/** All records that a tenant has, numbered in the order in which blobs take them. Nothing is kept that grows with the count. */
public interface Corpus extends AutoCloseable {
    /** The number of records, or {@link Long#MAX_VALUE} for an endless corpus. */
    long records();

    /** The number of blobs, or {@link Long#MAX_VALUE}. */
    long blobs();

    /** The number of the first record of a blob; of the blob behind the last one, {@link #records()}. */
    long first(long blob);

    ContentType type(long blob);

    /** The id of a record; an empty string for a record of a file that has none. */
    String id(long number);

    /** The number of the record with this id, or -1 when the tenant has no such record. */
    long number(CharSequence id);

    /** False for a record without an id, or with the id of an earlier one: it is served, but nobody can demand it by its id. */
    boolean unique(long number);

    /** True when the record may be served in a second blob as well. */
    boolean repeatable(long number);

    /** Writes the record; the same bytes every time, but for the order of members of a copy. */
    void write(Owner owner, long number, boolean copy, OutputStream out) throws IOException;

    @Override
    void close() throws IOException;
}
