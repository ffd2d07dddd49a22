package org.fastsmtp.cli;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonGenerator;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Prints what a command got, as a table or as JSON. */
public final class Printer {
    private final Format format;
    private final PrintWriter out;
    private final PrintWriter err;

    public Printer(Format format, PrintWriter out, PrintWriter err) {
        this.format = format;
        this.out = out;
        this.err = err;
    }

    /** A table; for nothing a word on standard error ("No domains found"), and nothing on standard output. */
    public void rows(JsonArray rows, String what, Column... columns) {
        if (format == Format.JSON) {
            json(rows);
        } else if (rows.isEmpty()) {
            err.println("No " + what + " found");
        } else {
            List<String[]> lines = new ArrayList<>();
            lines.add(List.of(columns).stream().map(Column::title).toArray(String[]::new));
            for (JsonValue row : rows) {
                lines.add(List.of(columns).stream()
                        .map(column -> column.cell(row.asJsonObject()))
                        .toArray(String[]::new));
            }
            table(lines);
        }
    }

    /** Rows that belong to an object printed before; its JSON holds them already. */
    public void followingRows(JsonArray rows, String what, Column... columns) {
        if (format == Format.TABLE) {
            out.println();
            rows(rows, what, columns);
        }
    }

    /** One thing, a line for each column. */
    public void object(JsonObject object, Column... columns) {
        if (format == Format.JSON) {
            json(object);
            return;
        }
        int width = List.of(columns).stream()
                .mapToInt(column -> column.title().length())
                .max()
                .orElse(0);
        for (Column column : columns) {
            out.println(padded(column.title() + ":", width + 2) + column.cell(object));
        }
    }

    /** JSON is the answer as it came; a table shows the columns of {@code shown}, which was made from it. */
    public void either(JsonValue answer, JsonObject shown, Column... columns) {
        if (format == Format.JSON) {
            json(answer);
        } else {
            object(shown, columns);
        }
    }

    /** What was done: a sentence, or the answer itself. */
    public void done(String sentence, JsonValue answer) {
        if (format == Format.JSON) {
            json(answer);
        } else {
            out.println(sentence);
        }
    }

    /** A line that accompanies the data and is none. */
    public void note(String text) {
        err.println(text);
    }

    public void json(JsonValue value) {
        boolean plain = value instanceof Collection<?> rows && rows.isEmpty();
        if (plain || !(value instanceof JsonStructure structure)) {
            out.println(value);
            return;
        }
        StringWriter text = new StringWriter();
        try (var writer = Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true))
                .createWriter(text)) {
            writer.write(structure);
        }
        out.println(text.toString().strip());
    }

    private void table(List<String[]> lines) {
        int columns = lines.get(0).length;
        int[] widths = new int[columns];
        for (String[] line : lines) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], line[i].codePointCount(0, line[i].length()));
            }
        }
        for (String[] line : lines) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                text.append(i == columns - 1 ? line[i] : padded(line[i], widths[i] + 2));
            }
            out.println(text.toString().stripTrailing());
        }
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.codePointCount(0, text.length())));
    }
}
