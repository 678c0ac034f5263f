package org.m365siem.camel;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.support.service.ServiceSupport;
import org.m365siem.spool.Spool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the open store alive in a context: looks after it every second, and closes it when the context's routes are down. */
final class SpoolService extends ServiceSupport {
    private static final Logger LOG = LoggerFactory.getLogger(SpoolService.class);
    private static final int SECONDS_TO_END = 5;

    private final Spool spool;
    private final Runnable onClosed;
    private ScheduledExecutorService maintenance;
    private String lastProblem;

    SpoolService(Spool spool, Runnable onClosed) {
        this.spool = spool;
        this.onClosed = onClosed;
    }

    Spool spool() {
        return spool;
    }

    @Override
    protected void doStart() {
        maintenance = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "spool-maintain");
            thread.setDaemon(true);
            return thread;
        });
        maintenance.scheduleWithFixedDelay(this::maintain, 1, 1, TimeUnit.SECONDS);
    }

    private void maintain() {
        try {
            spool.maintain();
            if (lastProblem != null) {
                LOG.info("spool: looked after again");
                lastProblem = null;
            }
        } catch (RuntimeException | Error e) {
            // whatever escaped would end the looking after for good
            String problem = e instanceof RuntimeException ? String.valueOf(e.getMessage()) : e.toString();
            if (!problem.equals(lastProblem)) {
                LOG.error("spool: {}; commands wait and delivered events stay until this is over", problem);
                lastProblem = problem;
            }
        }
    }

    @Override
    protected void doStop() throws InterruptedException {
        try {
            if (maintenance != null) {
                maintenance.shutdown();
                if (!maintenance.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS)) {
                    maintenance.shutdownNow();
                }
            }
        } finally {
            spool.close();
            onClosed.run();
        }
    }
}
