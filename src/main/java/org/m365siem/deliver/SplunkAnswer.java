package org.m365siem.deliver;

import java.util.List;
import org.m365siem.event.EventBatch;

/**
 * Reads the answer of the HTTP Event Collector. When one event of a batch is refused, Splunk has stored those before it, and
 * none of those behind it (moby/moby#35862).
 */
final class SplunkAnswer {
    private static final String SINK = "Splunk";

    private SplunkAnswer() {}

    /** @throws DeliveryException unless Splunk has taken every event */
    static void check(HttpAnswer answer, EventBatch batch) {
        SplunkCodes.Meaning meaning = answer.body().path("code").isInt()
                ? SplunkCodes.of(answer.body().path("code").intValue())
                : null;
        if (meaning == null) {
            throw withoutCode(answer);
        }
        String said = SINK + ": " + meaning.words() + " (code "
                + answer.body().path("code").intValue() + ", HTTP " + answer.status() + ")";
        switch (meaning.kind()) {
            case TAKEN -> {
                if (answer.status() != 200) {
                    throw DeliveryException.retryAfter(answer.retryAfter(), said);
                }
            }
            case RETRY -> throw DeliveryException.retryAfter(answer.retryAfter(), said);
            case MISCONFIGURED -> throw DeliveryException.misconfigured(said);
            default -> throw refused(answer, batch, said);
        }
    }

    private static DeliveryException withoutCode(HttpAnswer answer) {
        DeliveryException byStatus = answer.byStatus(SINK);
        return byStatus != null
                ? byStatus
                : DeliveryException.retryAfter(
                        answer.retryAfter(),
                        SINK + ": HTTP " + answer.status()
                                + (answer.empty() ? " without a body" : " with a body that is not Splunk's")
                                + ": is a proxy in between, is splunk.url right?");
    }

    private static DeliveryException refused(HttpAnswer answer, EventBatch batch, String said) {
        int number = answer.body().path("invalid-event-number").asInt(-1);
        if (number >= 0 && number < batch.size()) {
            List<String> ids = batch.ids();
            return DeliveryException.bad(List.of(ids.get(number)), said).delivered(ids.subList(0, number));
        }
        return batch.size() == 1
                ? DeliveryException.bad(batch.ids(), said)
                : DeliveryException.badAmong(said + "; it does not say which event, halving the batch finds it");
    }
}
