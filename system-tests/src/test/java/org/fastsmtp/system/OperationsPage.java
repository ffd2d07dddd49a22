package org.fastsmtp.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;

/** What docs/operations.md tells the reader to copy, read from the page itself. */
final class OperationsPage {
    private OperationsPage() {}

    /** The queries that must find nothing. */
    static List<String> account() {
        List<String> queries = Arrays.stream(between("```sql\n", "```").split(";\\s*"))
                .filter(query -> query.contains("must be none"))
                .toList();
        if (queries.size() != 3) {
            throw new AssertionError("three queries, not " + queries);
        }
        return queries;
    }

    /** The lines for psql that make a base backup. */
    static List<String> baseBackup() {
        return between("\"$DATABASE\" <<'SQL'\n", "SQL\n").lines().toList();
    }

    private static String between(String begin, String end) {
        try {
            String page = Files.readString(Server.root().resolve("docs/operations.md"));
            int from = page.indexOf(begin) + begin.length();
            return page.substring(from, page.indexOf(end, from));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
