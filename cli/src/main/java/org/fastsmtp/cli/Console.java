package org.fastsmtp.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a command sees of the process it runs in; tests make their own.
 *
 * @param interactive whether somebody sits there who can answer
 */
public record Console(
        Map<String, String> environment,
        Path home,
        BufferedReader in,
        PrintWriter out,
        PrintWriter err,
        boolean interactive) {

    /** @throws Failure with exit 130 unless the answer is yes; nobody there is a no, so that a script never deletes by accident */
    public void confirm(String question) {
        err.print(question + " [y/N]: ");
        err.flush();
        String answer = line().strip();
        if (!answer.equalsIgnoreCase("y") && !answer.equalsIgnoreCase("yes")) {
            throw Failure.declined();
        }
    }

    /** The answer, or {@code fallback} for an empty one. */
    public String ask(String question, String fallback) {
        err.print(question + " [" + fallback + "]: ");
        err.flush();
        String answer = line().strip();
        return answer.isEmpty() ? fallback : answer;
    }

    private String line() {
        try {
            String line = in.readLine();
            if (line == null) {
                err.println();
                return "";
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
