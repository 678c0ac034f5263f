package org.m365siem.cli;

import java.util.List;
import org.springframework.boot.logging.LoggingSystem;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The commands. Without one the program runs. */
@Command(
        name = "java -jar m365-siem-exec.jar",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.Version.class,
        description =
                "Carries Microsoft 365 security events into SIEMs. Without a command it runs the routes of routes/ and"
                        + " kamelets/ with the settings of config/.",
        subcommands = {ValidateCommand.class, StatusCommand.class, SinksCommand.class, DeadLettersCommand.class},
        footer = {"", "Every setting can be given as --name=value, e.g. --m365.state-dir=/var/lib/m365-siem."})
public final class Cli implements Runnable {
    /** The program runs, and ends by a signal. */
    public static final int RUNS_ON = -1;

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Cli.class.getPackage().getImplementationVersion();
            return new String[] {"m365-siem " + (version == null ? "(not packaged)" : version)};
        }
    }

    private Cli() {}

    /** @return the exit code, or {@link #RUNS_ON} */
    public static int execute(String... args) {
        // no log line of a library between a command's own; the running program switches its log on
        LoggingSystem.get(Cli.class.getClassLoader()).beforeInitialize();
        boolean command = args.length > 0 && (!args[0].startsWith("-") || isHelp(args[0]));
        if (command) {
            return commandLine().execute(args);
        }
        List<String> unknown = notSettings(List.of(args));
        if (!unknown.isEmpty()) {
            CommandLine cli = commandLine();
            return refuse(new UnmatchedArgumentException(cli, unknown), args);
        }
        return new RunCommand(args).run();
    }

    private static CommandLine commandLine() {
        return new CommandLine(new Cli()).setParameterExceptionHandler(Cli::refuse);
    }

    /** Always with the usage: a guess at what was meant, instead of it, is seldom right. */
    private static int refuse(ParameterException wrong, String... args) {
        CommandLine command = wrong.getCommandLine();
        command.getErr().println(wrong.getMessage());
        command.usage(command.getErr());
        return RunCommand.CANNOT_START;
    }

    /** What is no setting: settings are {@code --name=value}, and their names have a dot. */
    static List<String> notSettings(List<String> args) {
        return args.stream()
                .filter(arg -> !arg.startsWith("--") || !arg.contains(".") || !arg.contains("="))
                .toList();
    }

    private static boolean isHelp(String arg) {
        return List.of("-h", "--help", "-V", "--version").contains(arg);
    }

    @Override
    public void run() {
        // only reached for --help and --version, which picocli answers itself
    }
}
