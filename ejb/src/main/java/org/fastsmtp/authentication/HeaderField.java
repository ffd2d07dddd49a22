package org.fastsmtp.authentication;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One header field as it arrived.
 *
 * @param name lower case, without the blanks before the colon
 * @param octets name, colon, value with its folds; without the line end that ends the field
 */
record HeaderField(String name, byte[] octets) {
    static final String LINE_END = "\r\n";

    static HeaderField of(byte[] octets) {
        int colon = 0;
        while (colon < octets.length && octets[colon] != ':') {
            colon++;
        }
        String name = new String(octets, 0, colon, StandardCharsets.ISO_8859_1);
        return new HeaderField(name.strip().toLowerCase(Locale.ROOT), octets);
    }

    /** What follows the colon, one character per octet; empty where there is none. */
    String value() {
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        int colon = text.indexOf(':');
        return colon < 0 ? "" : text.substring(colon + 1);
    }

    /** The field with an empty {@code b=}, as a signature signs itself. Only the tag of that name is emptied. */
    HeaderField withoutSignature() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(octets.length);
        int start = 0;
        while (octets[start] != ':') {
            start++;
        }
        out.write(octets, 0, ++start);
        for (int i = start; i <= octets.length; i++) {
            if (i < octets.length && octets[i] != ';') {
                continue;
            }
            String tag = new String(octets, start, i - start, StandardCharsets.ISO_8859_1);
            int equals = tag.indexOf('=');
            boolean empty = equals >= 0 && tag.substring(0, equals).strip().equals("b");
            out.write(octets, start, empty ? equals + 1 : i - start);
            if (i < octets.length) {
                out.write(';');
            }
            start = i + 1;
        }
        return new HeaderField(name, out.toByteArray());
    }

    /** RFC 6376 section 3.4.1 and 3.4.2, without the final line end. */
    byte[] canonical(boolean relaxed) {
        return relaxed ? relaxed() : octets;
    }

    private byte[] relaxed() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(octets.length);
        out.writeBytes(name.getBytes(StandardCharsets.ISO_8859_1));
        out.write(':');
        int i = 0;
        while (i < octets.length && octets[i] != ':') {
            i++;
        }
        boolean blank = false;
        boolean first = true;
        for (i++; i < octets.length; i++) {
            byte octet = octets[i];
            boolean fold = octet == '\n' || octet == '\r' && i + 1 < octets.length && octets[i + 1] == '\n';
            if (fold || octet == ' ' || octet == '\t') {
                blank = true;
                continue;
            }
            if (blank && !first) {
                out.write(' ');
            }
            out.write(octet);
            blank = false;
            first = false;
        }
        return out.toByteArray();
    }
}
