/** How the values that users type are read: durations, sizes, switches, names. One way everywhere, and nothing is guessed. */
package org.m365siem.settings;
