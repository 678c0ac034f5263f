package org.m365siem.camel;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;

/**
 * A Kafka producer that is made when it is first needed, and made anew after one that Kafka has given up for good. Making one
 * fails while no broker name resolves, which must not keep the program from starting.
 */
final class RenewableProducer {
    private Supplier<Producer<byte[], byte[]>> supplier;
    private Producer<byte[], byte[]> current;

    synchronized void supply(Supplier<Producer<byte[], byte[]>> next) {
        supplier = next;
    }

    synchronized Producer<byte[], byte[]> get() {
        if (current == null) {
            current = supplier.get();
        }
        return current;
    }

    /** Drops the producer; what it still holds has been answered. */
    synchronized void renew() {
        if (current != null) {
            current.close(Duration.ZERO);
            current = null;
        }
    }

    /** A producer for camel-kafka, which keeps it as long as the endpoint lives. */
    Producer<?, ?> proxy() {
        return (Producer<?, ?>) Proxy.newProxyInstance(
                Producer.class.getClassLoader(),
                new Class<?>[] {Producer.class},
                (proxy, method, arguments) -> call(method, arguments));
    }

    private Object call(Method method, Object[] arguments) throws Throwable {
        if (method.getName().equals("close")) {
            close();
            return null;
        }
        if (method.getDeclaringClass() == Object.class) {
            return method.invoke(this, arguments);
        }
        try {
            return method.invoke(get(), arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private synchronized void close() {
        if (current != null) {
            current.close(Duration.ofSeconds(1));
            current = null;
        }
    }
}
