package org.m365siem.deliver;

import java.time.Duration;
import java.time.Instant;
import org.m365siem.event.EventBatch;

/**
 * One batch on its way through an HTTP sink, as a series of requests: the next one to send, or the receipt. Kept as a variable
 * of the exchange, so that the kamelet is a plain loop.
 */
public final class HttpDelivery {
    private final EventBatch batch;
    private String url;
    private byte[] body;
    private Duration pause = Duration.ZERO;
    private Receipt receipt;
    private long ticket = -1;
    private Instant deadline;

    private HttpDelivery(EventBatch batch) {
        this.batch = batch;
    }

    /** Begins with this request. */
    static HttpDelivery of(EventBatch batch, String url, byte[] body) {
        HttpDelivery delivery = new HttpDelivery(batch);
        delivery.url = url;
        delivery.body = body;
        return delivery;
    }

    /** An empty batch is delivered without any request. */
    static HttpDelivery ofNothing(EventBatch batch) {
        HttpDelivery delivery = new HttpDelivery(batch);
        delivery.done();
        return delivery;
    }

    EventBatch batch() {
        return batch;
    }

    /** Every event is in the SIEM. */
    void done() {
        receipt = Receipt.acknowledged(batch);
        body = null;
    }

    /** The SIEM has taken the batch under a ticket and is asked until it says that the events are stored. */
    void ask(String url, byte[] body, long ticket, Duration pause, Instant deadline) {
        this.url = url;
        this.body = body;
        this.ticket = ticket;
        this.pause = pause;
        this.deadline = deadline;
    }

    /** Asks the same again, after twice the pause. */
    void askAgain(Duration longest) {
        Duration twice = pause.multipliedBy(2);
        pause = twice.compareTo(longest) > 0 ? longest : twice;
    }

    /** What the SIEM calls the batch, or -1 before it has taken it. */
    long ticket() {
        return ticket;
    }

    boolean isLate(Instant now) {
        return deadline != null && now.isAfter(deadline);
    }

    /** True as long as there is a request to send. */
    public boolean isPending() {
        return receipt == null;
    }

    /** Where the next request goes. */
    public String getUrl() {
        return url;
    }

    /** What the next request carries, not compressed. */
    public byte[] getBody() {
        return body;
    }

    /** How long to wait before the next request, in milliseconds. */
    public long getPauseMillis() {
        return pause.toMillis();
    }

    /** Null as long as it is pending. */
    public Receipt getReceipt() {
        return receipt;
    }
}
