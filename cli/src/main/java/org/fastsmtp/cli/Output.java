package org.fastsmtp.cli;

import picocli.CommandLine.Option;

/** The form of the output, and where it goes: what every command has. */
public class Output {
    @Option(names = "--output", paramLabel = "table|json", description = "Form of the data on standard output (table).")
    private Format output = Format.TABLE;

    private final Console console;

    protected Output(Console console) {
        this.console = console;
    }

    public Console console() {
        return console;
    }

    public Printer printer() {
        return new Printer(output, console.out(), console.err());
    }
}
