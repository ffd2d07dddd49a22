package org.fastsmtp.cli;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Runs a command line by the one convention of {@link Failure}: what is asked for on standard output, what is wrong on standard error. */
public final class Tool {
    private Tool() {}

    /** Runs and ends the process. */
    public static void main(Class<?> command, List<Group> groups, String... arguments) {
        // UTF-8 whatever the locale: data goes to other programs.
        PrintWriter out = new PrintWriter(
                new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), StandardCharsets.UTF_8), true);
        PrintWriter err = new PrintWriter(
                new OutputStreamWriter(new FileOutputStream(FileDescriptor.err), StandardCharsets.UTF_8), true);
        Console console = new Console(
                System.getenv(),
                Path.of(System.getProperty("user.home", ".")),
                new BufferedReader(
                        new InputStreamReader(new FileInputStream(FileDescriptor.in), Charset.defaultCharset())),
                out,
                err,
                System.console() != null);
        int exit = of(command, groups, console, arguments).execute(arguments);
        out.flush();
        err.flush();
        System.exit(exit);
    }

    /** @param arguments only to see which groups are wanted; the others stand in the help and are not read: that halves the start */
    public static CommandLine of(Class<?> command, List<Group> groups, Console console, String... arguments) {
        IFactory factory = new ConsoleFactory(console);
        CommandLine tool = new CommandLine(command, factory);
        for (Group group : groups) {
            CommandLine sub = List.of(arguments).contains(group.name)
                    ? new CommandLine(group.commands, factory)
                    : new CommandLine(CommandSpec.create().mixinStandardHelpOptions(true));
            sub.getCommandSpec().usageMessage().description(group.description).hidden(group.description.isEmpty());
            versioned(sub);
            tool.addSubcommand(group.name, sub);
        }
        tool.addSubcommand(new HelpCommand());
        tool.setCaseInsensitiveEnumValuesAllowed(true);
        tool.setOut(console.out());
        tool.setErr(console.err());
        tool.setParameterExceptionHandler(Tool::usage);
        tool.setExecutionExceptionHandler(Tool::failure);
        return tool;
    }

    /** What the version option of every command prints. */
    private static void versioned(CommandLine command) {
        command.getCommandSpec().versionProvider(new Version());
        command.getSubcommands().values().forEach(Tool::versioned);
    }

    /** Commands under one name, for {@link #of}; without a description they are hidden. */
    public record Group(String name, String description, Class<?> commands) {}

    private static int usage(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("Error: " + e.getMessage());
        if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, err)) {
            err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'");
        }
        return Failure.USAGE;
    }

    private static int failure(Exception e, CommandLine command, ParseResult result) throws Exception {
        if (e instanceof Failure failure) {
            command.getErr().println((failure.exit() == Failure.DECLINED ? "" : "Error: ") + failure.getMessage());
            return failure.exit();
        }
        // Unforeseen: the whole trace, for whoever mends it.
        throw e;
    }

    /** Gives the console to every command and mixin that takes one in its constructor. */
    private record ConsoleFactory(Console console) implements IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            for (var constructor : type.getDeclaredConstructors()) {
                if (constructor.getParameterCount() == 1 && constructor.getParameterTypes()[0] == Console.class) {
                    constructor.setAccessible(true);
                    return type.cast(constructor.newInstance(console));
                }
            }
            return CommandLine.defaultFactory().create(type);
        }
    }
}
