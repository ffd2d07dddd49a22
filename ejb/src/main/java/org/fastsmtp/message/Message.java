package org.fastsmtp.message;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parsed content of a mail (RFC 5322, RFC 2045 to 2049). A view: bodies and attachments are read from the mail's content when asked
 * for, so it lives as long as that. To be used by one thread.
 */
public final class Message {
    private static final Pattern MESSAGE_ID = Pattern.compile("<[^<>\\s]+>");
    /** HTML beyond so many characters is not made into text; it is in the payload as HTML. */
    private static final int MAX_CONVERTED = 1024 * 1024;

    private final Octets octets;
    private final List<Header> headers;
    private final Leaves leaves;
    private final List<Attachment> attachments;
    private final String messageId;
    private final boolean messageIdGenerated;

    Message(Octets octets, List<Header> headers, Leaves leaves, UUID mailId) {
        this.octets = octets;
        this.headers = List.copyOf(headers);
        this.leaves = leaves;
        this.attachments = leaves.attachments().stream()
                .map(leaf -> new Attachment(octets, leaf))
                .toList();
        String written = withoutControls(first("Message-ID").orElse(""));
        this.messageIdGenerated = written.isEmpty();
        this.messageId = messageIdGenerated ? "<" + mailId + "@fastsmtp>" : written;
    }

    /** As written, without control characters; where the mail has none {@code <mail id@fastsmtp>}. Of any length. */
    public String messageId() {
        return messageId;
    }

    public boolean messageIdGenerated() {
        return messageIdGenerated;
    }

    /** Octets of the mail. */
    public long size() {
        return octets.size();
    }

    /** The message's own fields, in order, repeats kept. */
    public List<Header> headers() {
        return headers;
    }

    /** The first field of that name, in any case, decoded. */
    public Optional<String> first(String name) {
        for (Header header : headers) {
            if (header.name().equalsIgnoreCase(name)) {
                return Optional.of(header.decoded());
            }
        }
        return Optional.empty();
    }

    /** Every field of that name, in any case, decoded, in order. */
    public List<String> all(String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Header::decoded)
                .toList();
    }

    /** The first From field, empty when there is none. */
    public String from() {
        return first("From").orElse("");
    }

    /** The first To field, empty when there is none. */
    public String to() {
        return first("To").orElse("");
    }

    /** The first Cc field, empty when there is none. */
    public String cc() {
        return first("Cc").orElse("");
    }

    /** The first Subject field, empty when there is none. */
    public String subject() {
        return first("Subject").orElse("");
    }

    /** The first Date field as text, empty when there is none. */
    public String date() {
        return first("Date").orElse("");
    }

    /** The first Reply-To field, empty when there is none. */
    public String replyTo() {
        return first("Reply-To").orElse("");
    }

    /** The first message id of In-Reply-To, with angle brackets. */
    public Optional<String> inReplyTo() {
        return messageIds("In-Reply-To").stream().findFirst();
    }

    /** The message ids of References, with angle brackets, in order. */
    public List<String> references() {
        return messageIds("References");
    }

    public List<Attachment> attachments() {
        return attachments;
    }

    public boolean hasText() {
        return !leaves.text().isEmpty();
    }

    public boolean hasHtml() {
        return !leaves.html().isEmpty();
    }

    /** The plain text; made from the HTML where the mail has only that; empty when it has neither. */
    public String text() throws IOException {
        return read(openText(), Integer.MAX_VALUE);
    }

    /** At most the first {@code max} characters of {@link #text()}. */
    public String text(int max) throws IOException {
        return read(openText(), max);
    }

    /** The HTML, empty when there is none. */
    public String html() throws IOException {
        return read(openHtml(), Integer.MAX_VALUE);
    }

    /** At most the first {@code max} characters of {@link #html()}. */
    public String html(int max) throws IOException {
        return read(openHtml(), max);
    }

    /** {@link #text()} as a stream: memory stays bounded. The caller closes it. */
    public Reader openText() throws IOException {
        if (hasText() || !hasHtml()) {
            return new Text(octets, leaves.text());
        }
        return new StringReader(HtmlText.of(html(MAX_CONVERTED)));
    }

    /** {@link #html()} as a stream: memory stays bounded. The caller closes it. */
    public Reader openHtml() {
        return new Text(octets, leaves.html());
    }

    private static String read(Reader reader, int max) throws IOException {
        try (reader) {
            StringBuilder text = new StringBuilder();
            char[] block = new char[8192];
            for (int count = reader.read(block); count >= 0 && text.length() < max; count = reader.read(block)) {
                text.append(block, 0, Math.min(count, max - text.length()));
            }
            if (!text.isEmpty() && Character.isHighSurrogate(text.charAt(text.length() - 1))) {
                text.setLength(text.length() - 1);
            }
            return text.toString();
        }
    }

    private List<String> messageIds(String field) {
        Matcher matcher = MESSAGE_ID.matcher(first(field).orElse(""));
        List<String> ids = new ArrayList<>();
        while (matcher.find()) {
            ids.add(matcher.group());
        }
        return List.copyOf(ids);
    }

    private static String withoutControls(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().filter(c -> c >= ' ' && c != 0x7f).forEach(clean::appendCodePoint);
        return clean.toString().strip();
    }
}
