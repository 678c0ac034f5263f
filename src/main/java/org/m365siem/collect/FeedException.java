package org.m365siem.collect;

/** An answer of a source that cannot be used, with what it means. */
public final class FeedException extends RuntimeException {
    private final transient Verdict verdict;

    /** Keeps no cause: the message says it, and Camel's redelivery would act on a cause. */
    public FeedException(Verdict verdict) {
        super(verdict.message());
        this.verdict = verdict;
    }

    public Verdict verdict() {
        return verdict;
    }
}
