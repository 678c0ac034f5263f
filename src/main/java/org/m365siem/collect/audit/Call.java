package org.m365siem.collect.audit;

/** A request that is to be made. */
record Call(String method, String uri) {
    static Call get(String uri) {
        return new Call("GET", uri);
    }

    static Call post(String uri) {
        return new Call("POST", uri);
    }
}
