package org.m365siem.console;

import org.apache.camel.CamelContext;
import org.m365siem.camel.SpoolComponent;
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

    Spool spool() {
        return component().spool();
    }
}
