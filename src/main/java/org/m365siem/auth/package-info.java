/** Who we are and whom we trust: Entra tokens, and TLS for every connection. No Spring, no Camel. */
package org.m365siem.auth;
