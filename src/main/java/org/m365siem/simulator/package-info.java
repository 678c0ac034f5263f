/** A simulated tenant, the SIEMs that receive, and the proof that nothing got lost between them. Active in demo and tests only. */
package org.m365siem.simulator;
