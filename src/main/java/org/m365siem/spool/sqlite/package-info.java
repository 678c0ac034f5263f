/** The embedded backend of the spool: one SQLite database (WAL) in the state directory, owned by one process. */
package org.m365siem.spool.sqlite;
