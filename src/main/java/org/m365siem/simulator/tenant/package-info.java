/** A Microsoft 365 tenant to test against: tokens, the Management Activity API, and the faults that collectors have met. */
package org.m365siem.simulator.tenant;
