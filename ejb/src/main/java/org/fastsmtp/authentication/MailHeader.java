package org.fastsmtp.authentication;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The header section of a mail, read from the front of its octets. A lone line feed ends a line here as it does for whoever shows the
 * mail: a From field that only they see would be a forgery that passes.
 *
 * @param fields in order
 * @param rest octets of the body that were read together with the header
 * @param complete whether the header ended within the limit
 */
record MailHeader(List<HeaderField> fields, byte[] rest, boolean complete) {
    private static final int CHUNK = 16 << 10;

    /** Reads until the empty line, or until {@code limit} octets have been read without one. */
    static MailHeader read(InputStream in, int limit) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream(CHUNK);
        byte[] chunk = new byte[CHUNK];
        int lineStart = 0;
        int scanned = 0;
        while (true) {
            int count = in.read(chunk);
            if (count > 0) {
                read.write(chunk, 0, count);
            }
            byte[] octets = read.toByteArray();
            for (; scanned < octets.length; scanned++) {
                if (octets[scanned] != '\n') {
                    continue;
                }
                int length = scanned - lineStart;
                if (length == 0 || length == 1 && octets[lineStart] == '\r') {
                    byte[] rest = Arrays.copyOfRange(octets, scanned + 1, octets.length);
                    return new MailHeader(fields(octets, lineStart), rest, true);
                }
                lineStart = scanned + 1;
            }
            if (count < 0 || octets.length >= limit) {
                return new MailHeader(fields(octets, octets.length), new byte[0], count < 0);
            }
            if (octets.length >= chunk.length * 2) {
                chunk = new byte[Math.min(octets.length, limit)]; // few copies, however long the header is
            }
        }
    }

    List<HeaderField> named(String name) {
        return fields.stream().filter(field -> field.name().equals(name)).toList();
    }

    private static List<HeaderField> fields(byte[] octets, int end) {
        List<HeaderField> fields = new ArrayList<>();
        int fieldStart = 0;
        for (int i = 0; i < end; i++) {
            boolean lineEnd = octets[i] == '\n' || i + 1 == end;
            boolean folded = i + 1 < end && (octets[i + 1] == ' ' || octets[i + 1] == '\t');
            if (lineEnd && !folded) {
                int fieldEnd = octets[i] == '\n' ? i : i + 1;
                if (fieldEnd > fieldStart && octets[i] == '\n' && octets[fieldEnd - 1] == '\r') {
                    fieldEnd--;
                }
                if (fieldEnd > fieldStart) {
                    fields.add(HeaderField.of(Arrays.copyOfRange(octets, fieldStart, fieldEnd)));
                }
                fieldStart = i + 1;
            }
        }
        return fields;
    }
}
