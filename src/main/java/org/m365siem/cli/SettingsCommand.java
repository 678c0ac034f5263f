package org.m365siem.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;
import picocli.CommandLine.UnmatchedArgumentException;

/** A command that reads the settings; some of them may stand on its command line, as {@code --name=value}. */
abstract class SettingsCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    // here and not in a mixin: a mixin does not make its command accept what it does not know
    @Unmatched
    private List<String> given = new ArrayList<>();

    SettingsEnvironment settings() {
        List<String> unknown = Cli.notSettings(given);
        if (!unknown.isEmpty()) {
            throw new UnmatchedArgumentException(spec.commandLine(), unknown);
        }
        return SettingsEnvironment.load(given.toArray(String[]::new));
    }
}
