/**
 * The Office 365 Management Activity API: subscriptions, listings, content blobs and their records. Pure; the clock is passed
 * in, and every request is made by the route.
 */
package org.m365siem.collect.audit;
