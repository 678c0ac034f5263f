/** What a delivery answers, and the wire rules of each SIEM: batching by size, envelopes, answers read. Pure. */
package org.m365siem.deliver;
