/** The simulated tenant and SIEM receivers of the demo and the tests; never active in a normal run. */
package org.m365siem.simulator;
