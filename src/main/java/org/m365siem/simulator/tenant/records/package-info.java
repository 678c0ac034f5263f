/** The audit records of the simulated tenant: made from templates by seed and running number, or read from a file. */
package org.m365siem.simulator.tenant.records;
