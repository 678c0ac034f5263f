package org.m365siem.deliver;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidRequiredAcksException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedForMessageFormatException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.m365siem.event.EventBatch;

/** What Kafka's exceptions mean for a batch; which of them heal by themselves follows Kafka's producer documentation. */
public final class KafkaFailures {
    private static final List<Class<? extends KafkaException>> EVENT = List.of(
            RecordTooLargeException.class,
            SerializationException.class,
            InvalidRecordException.class,
            UnsupportedForMessageFormatException.class);
    private static final List<Class<? extends KafkaException>> SETUP = List.of(
            AuthenticationException.class,
            AuthorizationException.class,
            InvalidTopicException.class,
            UnknownTopicOrPartitionException.class,
            InvalidRequiredAcksException.class,
            UnsupportedVersionException.class);

    private final String target;

    public KafkaFailures(String brokers, String topic) {
        this.target = "Kafka topic " + topic + " at " + brokers;
    }

    /** A failure before any event was handed over. */
    public DeliveryException of(Throwable e) {
        return is(e, SETUP) || isRefusedSetting(e)
                ? DeliveryException.misconfigured(target + ": " + advice(e), e)
                : DeliveryException.retry(target + ": " + said(e) + "; it is tried again", e);
    }

    /**
     * What a batch answered.
     *
     * @param errors one for each event, null where the brokers have acknowledged it
     * @return null when every event is acknowledged
     */
    public DeliveryException of(EventBatch batch, List<? extends Throwable> errors) {
        List<String> delivered = new ArrayList<>();
        List<String> bad = new ArrayList<>();
        Throwable refused = null;
        Throwable worst = null;
        for (int i = 0; i < errors.size(); i++) {
            Throwable error = errors.get(i);
            if (error == null) {
                delivered.add(batch.events().get(i).id());
            } else if (is(error, EVENT)) {
                bad.add(batch.events().get(i).id());
                refused = error;
            } else if (worst == null || is(error, SETUP)) {
                worst = error;
            }
        }
        if (worst != null) {
            return of(worst).delivered(delivered);
        }
        return bad.isEmpty()
                ? null
                : DeliveryException.bad(bad, target + " refused the event: " + said(refused))
                        .delivered(delivered);
    }

    private String advice(Throwable e) {
        String said = said(e);
        if (is(e, List.of(AuthenticationException.class))) {
            return "the brokers refused us: check kafka.security-protocol, kafka.sasl-* and kafka.tls.* (" + said + ")";
        }
        if (is(e, List.of(AuthorizationException.class))) {
            return "we may not write there: grant Write and Describe on the topic (" + said + ")";
        }
        if (is(e, List.of(InvalidTopicException.class, UnknownTopicOrPartitionException.class))) {
            return "there is no such topic: create it, or correct kafka.topic (" + said + ")";
        }
        return "the brokers and our settings do not fit: " + said;
    }

    /** A producer that cannot be made; a broker name that does not resolve is no setting's fault. */
    private static boolean isRefusedSetting(Throwable e) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (at instanceof ConfigException) {
                return !String.valueOf(at.getMessage()).contains("resolvable");
            }
        }
        return false;
    }

    private static boolean is(Throwable e, List<Class<? extends KafkaException>> types) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            Throwable met = at;
            if (types.stream().anyMatch(type -> type.isInstance(met))) {
                return true;
            }
        }
        return false;
    }

    /** The innermost words: Kafka wraps them in "failed to construct" and the like. */
    private static String said(Throwable e) {
        Throwable at = e;
        while (at.getCause() != null && at.getCause() != at) {
            at = at.getCause();
        }
        return at.getClass().getSimpleName() + ": " + at.getMessage();
    }
}
