package org.m365siem.deliver;

import java.io.Closeable;
import org.m365siem.event.EventBatch;

/** One way to a syslog receiver. Closing gives the socket back; the next batch opens a new one. */
interface SyslogSender extends Closeable {
    /** @throws DeliveryException when the batch did not go out whole */
    Receipt send(EventBatch batch);

    @Override
    void close();
}
