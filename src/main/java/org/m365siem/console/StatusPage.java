package org.m365siem.console;

import java.time.Instant;
import java.util.stream.Collectors;
import org.m365siem.camel.RouteReloader;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The status page: the live table as plain text, and what keeps edited files from running. Reads only. */
@RestController
class StatusPage {
    private final SpoolAccess access;
    private final RouteReloader reloader;

    StatusPage(SpoolAccess access, RouteReloader reloader) {
        this.access = access;
        this.reloader = reloader;
    }

    @GetMapping(path = "/", produces = MediaType.TEXT_PLAIN_VALUE + ";charset=UTF-8")
    String status() {
        String table = access.component().isOpen()
                ? LiveTable.text(access.component(), Instant.now())
                : "The spool is not open yet.";
        String refused = reloader.state().refused().stream()
                .map(problem -> "refused: " + problem + System.lineSeparator())
                .collect(Collectors.joining());
        return table + System.lineSeparator() + refused;
    }
}
