package org.fastsmtp.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Runs a command line by the one convention of {@link Failure}: what is asked for on standard output, what is wrong on standard error. */
public final class Tool {
    private Tool() {}

    public static CommandLine of(Object command) {
        CommandLine tool = new CommandLine(command);
        tool.setCaseInsensitiveEnumValuesAllowed(true);
        tool.setParameterExceptionHandler(Tool::usage);
        tool.setExecutionExceptionHandler(Tool::failure);
        return tool;
    }

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
            command.getErr().println("Error: " + failure.getMessage());
            return failure.exit();
        }
        // Unforeseen: the whole trace, for whoever mends it.
        throw e;
    }
}
