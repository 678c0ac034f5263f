/** The running program as operators see it: health, metrics, the live table; and the Spring Boot wiring around the routes. */
package org.m365siem.console;
