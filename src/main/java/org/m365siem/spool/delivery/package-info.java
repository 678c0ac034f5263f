/**
 * From the spool to one sink: order, back-off, halves, dead letters, probes, confirmation delay. Knows no Camel; whoever
 * delivers, the clock, the random numbers and the waiting are passed in.
 */
package org.m365siem.spool.delivery;
