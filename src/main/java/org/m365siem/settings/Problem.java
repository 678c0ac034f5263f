package org.m365siem.settings;

/** Something that must be put right before the program can start, and where. */
public record Problem(String where, String message) {}
