package org.m365siem.cli;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.m365siem.spool.DeadLetter;
import org.m365siem.spool.SpoolException;
import org.m365siem.spool.sqlite.SpoolCommands;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** What sinks refused for good, and what to do with it. */
@Command(
        name = "dead-letters",
        mixinStandardHelpOptions = true,
        description = {
            "Lists and shows the events that a SIEM refused for good; sends them again, or drops them.",
            "replay and drop take numbers from the list, or all of a sink with --sink."
        })
final class DeadLettersCommand extends StateCommand {
    private static final int PAGE = 1000;

    enum Action {
        list,
        show,
        replay,
        drop
    }

    @Parameters(index = "0", defaultValue = "list", description = "list, show, replay or drop (default: list)")
    private Action action;

    @Parameters(index = "1..*", description = "numbers from the list")
    private List<Long> numbers = List.of();

    @Option(names = "--sink", description = "only of this sink")
    private String sink;

    @Option(names = "--reason", description = "why they are dropped")
    private String reason;

    @Override
    void checkArguments() {
        if (action != Action.list && numbers.isEmpty() && sink == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "dead-letters " + action + " needs numbers from the list, or --sink NAME for all");
        }
    }

    @Override
    void run(SpoolCommands spool) {
        switch (action) {
            case list -> list(spool);
            case show -> show(spool);
            case replay -> print(spool.replay(sink, numbers));
            case drop -> print(spool.drop(sink, numbers, reason == null ? "dropped by an operator" : reason));
        }
    }

    private void list(SpoolCommands spool) {
        Table table = new Table("NUMBER", "SINK", "AT", "SOURCE", "TYPE", "EVENT ID", "REASON");
        long last = 0;
        List<DeadLetter> page;
        do {
            page = spool.deadLetters(sink, last, PAGE);
            for (DeadLetter letter : page) {
                table.row(
                        letter.number(),
                        letter.sink(),
                        letter.at(),
                        letter.event().source(),
                        letter.event().type(),
                        letter.event().id(),
                        letter.reason());
                last = letter.number();
            }
        } while (page.size() == PAGE);
        print(table.isEmpty() ? "There are no dead letters." : table);
    }

    private void show(SpoolCommands spool) {
        List<Long> which = numbers.isEmpty() && sink != null
                ? spool.deadLetters(sink, 0, PAGE).stream()
                        .map(DeadLetter::number)
                        .toList()
                : numbers;
        for (long number : which) {
            DeadLetter letter =
                    spool.deadLetter(number).orElseThrow(() -> new SpoolException("there is no dead letter " + number));
            print(number + " " + letter.sink() + " " + letter.at() + " " + letter.event());
            print("reason: " + letter.reason());
            print(new String(letter.event().json(), StandardCharsets.UTF_8));
        }
    }
}
