package org.fastsmtp.message;

/**
 * A header field as octets.
 *
 * @param value what follows the colon, folding kept, without the end of its last line
 */
record RawField(String name, byte[] value) {
    boolean is(String other) {
        return name.equalsIgnoreCase(other);
    }

    Header decoded() {
        String raw = Charsets.decode(value);
        raw = raw.startsWith(" ") ? raw.substring(1) : raw;
        return new Header(name, raw, EncodedWords.decode(Fields.unfolded(raw).strip()));
    }
}
