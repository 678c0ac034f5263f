package org.m365siem.simulator.tenant.api;

import org.m365siem.simulator.tenant.http.HttpAnswer;

/** One kind of misbehaviour of the tenant. Called from many threads. */
public interface Fault {
    /** Answers in the tenant's place, or null to let it answer. */
    default HttpAnswer before(Call call) {
        return null;
    }

    /** Changes the tenant's answer, or returns it as it is. */
    default HttpAnswer after(Call call, HttpAnswer answer) {
        return answer;
    }
}
