/** What travels: one {@link org.m365siem.event.SecurityEvent} and the {@link org.m365siem.event.EventBatch} that carries many. Pure. */
package org.m365siem.event;
