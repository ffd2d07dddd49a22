package org.fastsmtp.message;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.fastsmtp.smtp.Content;

/** A mail written down in a test. */
public record TestContent(byte[] octets) implements Content {
    public static final UUID ID = UUID.fromString("01234567-89ab-7def-8123-456789abcdef");

    /** Lines ended by LF in the test are ended by CRLF in the mail; characters are octets. */
    public static TestContent of(String latin1) {
        return new TestContent(
                latin1.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    public static TestContent utf8(String text) {
        return new TestContent(text.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    public Message parsed() {
        return parsed(MessageLimits.DEFAULT);
    }

    public Message parsed(MessageLimits limits) {
        try {
            return new MessageParser(limits).parse(this, ID);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public long size() {
        return octets.length;
    }

    @Override
    public InputStream open() {
        return new ByteArrayInputStream(octets);
    }
}
