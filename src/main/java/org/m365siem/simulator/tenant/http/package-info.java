/** A small blocking HTTP/1.1 server over TLS that can misbehave on purpose: cut a body, reset a connection, answer slowly. */
package org.m365siem.simulator.tenant.http;
