/** How the simulated tenant misbehaves, by seed: what scenarios are made of. */
package org.m365siem.simulator.tenant.faults;
