package org.m365siem.collect.audit;

import java.time.Instant;

/**
 * A content blob as a listing describes it.
 *
 * @param created when it became available, by Microsoft's clock
 * @param expires when Microsoft deletes it, as the field says
 */
record Blob(String contentId, String contentUri, Instant created, Instant expires) {}
