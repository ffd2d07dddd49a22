package org.fastsmtp.message;

import java.util.Objects;

/**
 * One header field of a message.
 *
 * @param name as written
 * @param raw the value as written, folding kept, without the first space; octets beyond ASCII read as UTF-8, else as windows-1252
 * @param decoded the value unfolded, trimmed, with its encoded words (RFC 2047) decoded
 */
public record Header(String name, String raw, String decoded) {
    public Header {
        Objects.requireNonNull(name);
        Objects.requireNonNull(raw);
        Objects.requireNonNull(decoded);
    }
}
