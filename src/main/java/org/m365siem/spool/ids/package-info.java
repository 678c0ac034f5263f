/**
 * The ids of the events appended in the last eight days: exact, on disk, and small in the heap.
 *
 * <p>New ids are staged in memory (their truth is the database row written with their events) and are flushed to
 * immutable, sorted, memory-mapped files: one shelf of at most three runs for each hour of event time that has many ids,
 * and one shelf for each day of appending for all the hours that have few.
 */
package org.m365siem.spool.ids;
