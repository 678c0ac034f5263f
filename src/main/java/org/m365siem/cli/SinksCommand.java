package org.m365siem.cli;

import java.time.Instant;
import org.m365siem.spool.sqlite.SpoolCommands;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Lists, pauses, resumes and removes sinks. */
@Command(
        name = "sinks",
        mixinStandardHelpOptions = true,
        description = {
            "Shows the sinks, stops and continues one, or lets go of one.",
            "remove forgets a sink that is not in m365.sinks any more; what it had not delivered is given up."
        })
final class SinksCommand extends StateCommand {
    enum Action {
        list,
        pause,
        resume,
        remove
    }

    @Parameters(index = "0", defaultValue = "list", description = "list, pause, resume or remove (default: list)")
    private Action action;

    @Parameters(index = "1", arity = "0..1", hidden = true)
    private String name;

    @Option(names = "--sink", description = "the sink's name")
    private String sink;

    @Override
    void checkArguments() {
        if (action != Action.list && which() == null) {
            throw new ParameterException(spec.commandLine(), "sinks " + action + " needs --sink NAME");
        }
    }

    private String which() {
        return sink == null ? name : sink;
    }

    @Override
    void run(SpoolCommands spool) {
        if (action == Action.list) {
            print(StatusCommand.sinkTable(spool.sinks(), Instant.now()));
            return;
        }
        String which = which();
        print(
                switch (action) {
                    case pause -> spool.pause(which);
                    case resume -> spool.resume(which);
                    default -> spool.remove(which);
                });
    }
}
