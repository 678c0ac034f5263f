package org.m365siem.simulator.tenant.records;

/**
 * How the made records differ from ordinary ones.
 *
 * @param oddShare the share of records with a strange member
 * @param brokenShare the share of records that also miss their time, or are followed by an element that is no record
 * @param hugeShare the share of records of about a megabyte
 * @param paddedBlob the blob whose records are 3 KB on average and 10 KB at most, or -1
 */
public record Mix(double oddShare, double brokenShare, double hugeShare, long paddedBlob) {
    public static final Mix USUAL = new Mix(0.01, 0, 0, -1);
}
