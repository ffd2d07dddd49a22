package org.fastsmtp.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.apache.james.mime4j.stream.RecursionMode;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Another parser counts the leaves of every mail in the public suites, of those for DKIM too. */
class SecondOpinionTest {
    private static final Path SUITES = Path.of(System.getProperty("fastsmtp.suites", "absent"));

    /** Multiparts without any part, which the other one takes for nothing and we for text. */
    private static final Map<String, String> OURS_HAS_MORE = Map.of(
            "missing-boundary.msg", "0 1",
            "missing-inner-boundary.msg", "1 2",
            "missing-inner-start-boundary.msg", "1 2",
            "multipartnopart.msg", "0 1");

    @Test
    @DisplayName("finding 13: mime4j finds no leaf that is not found here")
    void mime4j_counts_the_same() throws Exception {
        assumeTrue(Files.isDirectory(SUITES), "the suites are not at " + SUITES);
        Map<String, String> differences = new TreeMap<>();
        List<Path> mails = mails();
        for (Path mail : mails) {
            byte[] octets = Files.readAllBytes(mail);
            PartScanner scanner =
                    new PartScanner(Octets.of(new TestContent(octets), octets.length), MessageLimits.DEFAULT);
            scanner.scan();
            int theirs = leaves(octets);
            if (scanner.leaves().size() != theirs) {
                differences.put(
                        mail.getFileName().toString(),
                        theirs + " " + scanner.leaves().size());
            }
        }
        // As many as ADR 6 says.
        assertThat(mails).hasSize(108);
        assertThat(differences).isEqualTo(OURS_HAS_MORE);
    }

    private static int leaves(byte[] octets) throws Exception {
        MimeTokenStream tokens = new MimeTokenStream(MimeConfig.PERMISSIVE);
        tokens.setRecursionMode(RecursionMode.M_NO_RECURSE);
        tokens.parse(new ByteArrayInputStream(octets));
        int count = 0;
        for (EntityState state = tokens.getState(); state != EntityState.T_END_OF_STREAM; state = tokens.next()) {
            count += state == EntityState.T_BODY ? 1 : 0;
        }
        return count;
    }

    private static List<Path> mails() throws Exception {
        List<Path> mails = new ArrayList<>();
        for (String folder : List.of("mime", "dkim/corpus", "dkim/Mail-DKIM/corpus")) {
            try (Stream<Path> files = Files.list(SUITES.resolve(folder))) {
                files.filter(file -> folder.startsWith("dkim")
                                ? Files.isRegularFile(file)
                                : file.toString().endsWith(".msg"))
                        .forEach(mails::add);
            }
        }
        return mails;
    }
}
