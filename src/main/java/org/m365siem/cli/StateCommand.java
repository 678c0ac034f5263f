package org.m365siem.cli;

import java.nio.file.Path;
import java.time.Duration;
import org.m365siem.settings.SettingException;
import org.m365siem.settings.Values;
import org.m365siem.spool.SpoolException;
import org.m365siem.spool.sqlite.SpoolCommands;
import org.m365siem.spool.sqlite.SpoolOptions;

/** A command that works on the state directory, beside the running program or without one. */
abstract class StateCommand extends SettingsCommand {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** Refuses arguments that do not fit together, before anything is opened. */
    void checkArguments() {}

    /** Does the work; what could not be done is a {@link SpoolException}. */
    abstract void run(SpoolCommands spool);

    @Override
    public Integer call() {
        SettingsEnvironment settings = settings();
        checkArguments();
        try (SpoolCommands spool = open(settings)) {
            run(spool);
            spec.commandLine().getOut().flush();
            return 0;
        } catch (SpoolException | SettingException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return 1;
        }
    }

    private static SpoolCommands open(SettingsEnvironment settings) {
        SpoolOptions options = SpoolOptions.in(Path.of(settings.get("m365.state-dir", "./state")))
                .maxBytes(Values.size("m365.spool.max-bytes", settings.get("m365.spool.max-bytes", "10GB")))
                .minFreeDisk(Values.size("m365.spool.min-free-disk", settings.get("m365.spool.min-free-disk", "1GB")))
                .keep(Values.duration("m365.spool.keep", settings.get("m365.spool.keep", "0s")));
        return SpoolCommands.open(options, Values.list(settings.get("m365.sinks")), PATIENCE);
    }

    /** Prints text that may hold what a hostile record or SIEM says: nothing in it controls the terminal. */
    void print(Object text) {
        String safe = String.valueOf(text).replaceAll("[\\p{Cntrl}&&[^\\r\\n\\t]]", "\uFFFD");
        spec.commandLine().getOut().println(safe.stripTrailing());
    }
}
