package org.m365siem.console;

import java.util.List;
import org.apache.camel.CamelContext;
import org.m365siem.camel.SpoolComponent;
import org.m365siem.spool.FeedEntry;
import org.m365siem.spool.SinkStatus;
import org.m365siem.spool.Spool;
import org.springframework.stereotype.Component;

/** The spool that the routes use, found as they find it: the bean named {@code spool}. */
@Component
class SpoolAccess {
    private final CamelContext context;

    SpoolAccess(CamelContext context) {
        this.context = context;
    }

    SpoolComponent component() {
        return context.getComponent("spool", SpoolComponent.class);
    }

    /** False while the program starts or stops; HTTP answers a little longer than the store is open. */
    boolean isOpen() {
        return component().isOpen();
    }

    List<FeedEntry> feeds() {
        return isOpen() ? spool().feeds() : List.of();
    }

    List<SinkStatus> sinks() {
        return isOpen() ? spool().sinks() : List.of();
    }

    Spool spool() {
        return component().spool();
    }
}
