package org.fastsmtp.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** The mails of the public MIME suite, whole and broken, against the parse that comes with them. */
class MimeCorpusTest {
    private static final Path SUITE = Path.of(System.getProperty("fastsmtp.suites", "absent"), "mime");

    /** The expectation leaves out a line that looks like a header after one that does not; here no line is left out. */
    private static final Set<String> MORE_THAN_EXPECTED = Set.of("malformedHeaderStartsBody-nocrlfcrlf_decoded_1.txt");

    /** In which charset a text of the suite is, where that cannot be guessed. */
    private static final Map<String, String> CHARSETS = Map.of("qp-body_decoded_1.txt", "iso-8859-15");

    @BeforeAll
    static void suite_is_there() {
        assumeTrue(Files.isDirectory(SUITE), "the MIME suite is not at " + SUITE);
    }

    @Test
    @DisplayName("finding 13: each mail of the suite has the leaves that it should have")
    void no_leaf_is_lost() throws Exception {
        StringBuilder wrong = new StringBuilder();
        for (Path mail : mails()) {
            String name = mail.getFileName().toString();
            Path expectation = mail.resolveSibling(name.replace(".msg", ".xml"));
            Element root = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(expectation.toFile())
                    .getDocumentElement();
            int expected = leaves(root);
            Octets octets = Octets.of(new TestContent(Files.readAllBytes(mail)), 1 << 20);
            PartScanner scanner = new PartScanner(octets, MessageLimits.DEFAULT);
            scanner.scan();
            if (scanner.leaves().size() != expected) {
                wrong.append(name)
                        .append(": ")
                        .append(scanner.leaves().size())
                        .append(" leaves, not ")
                        .append(expected)
                        .append('\n');
            }
        }
        assertThat(wrong.toString()).isEmpty();
    }

    @Test
    @DisplayName("finding 13: each decoded text of the suite arrives")
    void no_text_is_lost() throws Exception {
        StringBuilder lost = new StringBuilder();
        for (Path mail : mails()) {
            String name = mail.getFileName().toString().replace(".msg", "");
            String all = words(everything(new TestContent(Files.readAllBytes(mail)).parsed()));
            try (Stream<Path> texts = Files.list(SUITE)) {
                for (Path text : texts.filter(
                                path -> path.getFileName().toString().startsWith(name + "_decoded_")
                                        && path.toString().endsWith(".txt"))
                        .sorted()
                        .toList()) {
                    String file = text.getFileName().toString();
                    String expected =
                            Charsets.decode(Charsets.named(CHARSETS.getOrDefault(file, "")), Files.readAllBytes(text));
                    if (!all.contains(words(expected)) && !MORE_THAN_EXPECTED.contains(file)) {
                        lost.append(file).append('\n');
                    }
                }
            }
        }
        assertThat(lost.toString()).isEmpty();
    }

    /** Bodies and attachments, those of attached messages too. */
    private static String everything(Message message) throws Exception {
        StringBuilder all = new StringBuilder(message.text()).append(' ').append(message.html());
        for (Attachment attachment : message.attachments()) {
            try (InputStream in = attachment.open()) {
                byte[] octets = in.readAllBytes();
                all.append(' ').append(Charsets.decode(octets));
                if (attachment.contentType().equals("message/rfc822")) {
                    all.append(' ').append(everything(new TestContent(octets).parsed()));
                }
            }
        }
        return all.toString();
    }

    private static String words(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    private static List<Path> mails() throws Exception {
        try (Stream<Path> files = Files.list(SUITE)) {
            return files.filter(path -> path.toString().endsWith(".msg"))
                    .sorted()
                    .toList();
        }
    }

    /** An attached message is a leaf; a multipart without parts is one, too. */
    private static int leaves(Element entity) {
        int count = 0;
        for (Node node = entity.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                switch (element.getTagName()) {
                    case "body", "message" -> count++;
                    case "multipart" -> count += Math.max(1, parts(element));
                    default -> {}
                }
            }
        }
        return count;
    }

    private static int parts(Element multipart) {
        int count = 0;
        for (Node node = multipart.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals("body-part")) {
                count += leaves(element);
            }
        }
        return count;
    }
}
