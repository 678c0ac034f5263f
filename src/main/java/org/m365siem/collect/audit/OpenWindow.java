package org.m365siem.collect.audit;

import java.time.Instant;
import org.m365siem.collect.Window;

/**
 * A window whose listing kept failing: set aside so that what became available later is listed, and tried again until Microsoft
 * lists it no more. Guarded by its feed.
 */
final class OpenWindow {
    final Window window;
    int tries;
    Instant due;

    OpenWindow(Window window, Instant due) {
        this.window = window;
        this.due = due;
    }
}
