package org.m365siem.deliver;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.m365siem.event.EventBatch;

/**
 * The proof that a batch went all the way through a sink: the sink's last step returns it as the body. An exchange that
 * comes back without it (handled, stopped, rolled back, or a route that forgot its sink) is not delivered.
 *
 * @param batch {@link EventBatch#number()} of what was delivered
 * @param confirmAfter zero when the SIEM acknowledged; otherwise how long the connection must stay healthy until the batch
 *     counts as confirmed (plain syslog has no acknowledgement)
 * @param bytes what was written to the connection; 0 when the SIEM acknowledged
 * @param healthy asked when that time is over: is the connection that carried the batch still unbroken?
 */
public record Receipt(long batch, Duration confirmAfter, long bytes, BooleanSupplier healthy) {
    /** The SIEM has acknowledged every event of the batch. */
    public static Receipt acknowledged(EventBatch batch) {
        return new Receipt(batch.number(), Duration.ZERO, 0, () -> true);
    }

    /** The batch is written to a connection that gives no acknowledgement. */
    public static Receipt written(EventBatch batch, Duration confirmAfter, BooleanSupplier healthy) {
        return written(batch, confirmAfter, batch.bytes(), healthy);
    }

    /** The same, when what was written has another size than the payload. */
    public static Receipt written(EventBatch batch, Duration confirmAfter, long bytes, BooleanSupplier healthy) {
        return new Receipt(batch.number(), confirmAfter, bytes, healthy);
    }

    public boolean isFor(EventBatch other) {
        return batch == other.number();
    }
}
