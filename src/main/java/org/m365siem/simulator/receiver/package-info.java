/** Receivers that behave as the four SIEMs do, note every event that arrives, and misbehave on request. */
package org.m365siem.simulator.receiver;
