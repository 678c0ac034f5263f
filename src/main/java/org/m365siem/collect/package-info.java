/** How far a source has been read: windows, cursors, open items, record readers. Pure; the clock is passed in. */
package org.m365siem.collect;
