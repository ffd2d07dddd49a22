package org.fastsmtp.cli;

import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One command line run in this process, with an environment, a home and answers of its own. */
public final class CommandRun {
    private final Class<?> tool;
    private final List<Tool.Group> groups;
    private final Path home;
    private final Map<String, String> environment = new HashMap<>();
    private String answers = "";

    public CommandRun(Class<?> tool, List<Tool.Group> groups, Path home) {
        this.tool = tool;
        this.groups = groups;
        this.home = home;
    }

    public CommandRun with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    public CommandRun answering(String text) {
        answers = text;
        return this;
    }

    /** What it printed, and how it ended. */
    public record Ended(int exit, String out, String err) {}

    public Ended run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Console console = new Console(
                environment,
                home,
                new BufferedReader(new StringReader(answers)),
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                false);
        int exit = Tool.of(tool, groups, console, arguments).execute(arguments);
        return new Ended(exit, out.toString(), err.toString());
    }
}
