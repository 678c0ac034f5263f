package org.m365siem.spool.delivery;

import org.m365siem.deliver.Receipt;
import org.m365siem.event.EventBatch;

/** Takes a batch to its SIEM and says how that went. */
@FunctionalInterface
public interface Deliverer {
    /**
     * @return the proof that the whole batch went through the sink; null or the receipt of another batch is no proof
     * @throws Exception a {@link org.m365siem.deliver.DeliveryException}, bare or as a cause, names the outcome; anything
     *     else is taken as a retry
     */
    Receipt deliver(EventBatch batch) throws Exception;
}
