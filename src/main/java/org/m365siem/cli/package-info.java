/** The commands that users type, and what is checked before the program starts. */
package org.m365siem.cli;
