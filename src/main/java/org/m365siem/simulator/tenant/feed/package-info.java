/** What lies in the simulated tenant and when: blobs on a time line, their bodies, and what was fetched of them. */
package org.m365siem.simulator.tenant.feed;
