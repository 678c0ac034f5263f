package org.m365siem.spool;

/**
 * How full the spool is.
 *
 * @param pendingBytes undelivered payload on disk, what {@code m365.spool.max-bytes} counts
 * @param diskBytes all files of the store
 * @param ids event ids remembered
 * @param refusal why appends are refused at the moment, or null
 */
public record SpoolStatus(long pendingBytes, long maxBytes, long diskBytes, long freeDisk, long ids, String refusal) {}
