package org.m365siem.collect;

/** A piece of collecting that a route was given to do, and that wants to know how it ended. */
public interface Work {
    /**
     * Called once, whatever happened.
     *
     * @param failure what went wrong, or null when everything is safe behind the route
     */
    void ended(Verdict failure);
}
