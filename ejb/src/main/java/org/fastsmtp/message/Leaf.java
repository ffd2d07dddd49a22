package org.fastsmtp.message;

import java.io.IOException;
import java.io.InputStream;

/**
 * A part that has no parts: a range of the mail's octets and what its header says of them.
 *
 * @param number as IMAP numbers parts, e.g. {@code 1.2}
 * @param alternative number of the multipart/alternative that it stands directly in, empty when in none
 * @param start offset of its first octet
 * @param end offset after its last octet
 */
record Leaf(String number, PartHeader header, String alternative, long start, long end) {
    /** The only part of a message that is no multipart. */
    static final String ROOT = "1";

    InputStream open(Octets octets) throws IOException {
        return header.encoding().decode(octets.open(start, end));
    }

    Leaf with(PartHeader other, long newStart) {
        return new Leaf(number, other, alternative, newStart, end);
    }
}
