package org.fastsmtp.cli.remote;

import org.fastsmtp.cli.Console;
import org.fastsmtp.cli.Format;
import org.fastsmtp.cli.Printer;
import picocli.CommandLine.Option;

/** The form of the output, for commands that need no server. */
final class Output {
    @Option(names = "--output", paramLabel = "table|json", description = "Form of the data on standard output (table).")
    private Format output = Format.TABLE;

    private final Console console;

    Output(Console console) {
        this.console = console;
    }

    Console console() {
        return console;
    }

    Printer printer() {
        return new Printer(output, console.out(), console.err());
    }
}
