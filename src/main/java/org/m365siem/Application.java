package org.m365siem;

import org.m365siem.cli.Cli;

/** Start of the program and of its commands. */
public final class Application {
    private Application() {}

    public static void main(String[] args) {
        int code = Cli.execute(args);
        if (code != Cli.RUNS_ON) {
            System.exit(code);
        }
    }
}
