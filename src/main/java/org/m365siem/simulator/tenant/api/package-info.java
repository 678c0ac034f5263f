/** The HTTP interfaces of the simulated tenant: the token endpoint and the Office 365 Management Activity API. */
package org.m365siem.simulator.tenant.api;
