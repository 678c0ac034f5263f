package org.m365siem.camel;

import java.io.IOException;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.m365siem.auth.TokenException;
import org.m365siem.collect.FeedException;
import org.m365siem.collect.Verdict;
import org.m365siem.collect.Verdict.Kind;
import org.m365siem.collect.Work;
import org.m365siem.spool.SpoolRefusedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells each piece of {@link Work} in the variable {@code work} how it ended. Failures end here: the work knows what they
 * mean, and the split goes on with the others.
 */
public class WorkReport implements AggregationStrategy {
    /** The variable that holds the work. */
    public static final String VARIABLE = "work";

    private static final Logger LOG = LoggerFactory.getLogger(WorkReport.class);

    @Override
    public Exchange aggregate(Exchange before, Exchange done) {
        Work work = done.getVariable(VARIABLE, Work.class);
        try {
            Throwable failure = Outcomes.failure(done);
            work.ended(failure == null ? null : verdict(failure));
        } catch (RuntimeException bug) {
            LOG.error("{}: its end could not be recorded; it is collected again after a restart", work, bug);
        }
        return null;
    }

    static Verdict verdict(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof FeedException known) {
                return known.verdict();
            }
            if (cause instanceof SpoolRefusedException) {
                return Verdict.of(Kind.SPOOL_REFUSED, "the spool takes nothing at the moment: " + cause.getMessage());
            }
            if (cause instanceof TokenException token) {
                Kind kind = token.fatal() ? Kind.REFUSED : Kind.RETRY;
                return new Verdict(kind, token.retryAfter(), token.getMessage());
            }
        }
        return Verdict.retry(words(failure));
    }

    /** The innermost cause says most: {@code Connection refused}, {@code Read timed out}. */
    private static String words(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause && !(cause instanceof IOException)) {
            cause = cause.getCause();
        }
        String message = cause.getMessage() == null ? "" : ": " + cause.getMessage();
        return cause.getClass().getSimpleName() + message;
    }
}
