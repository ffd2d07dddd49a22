package org.fastsmtp.message;

import java.util.List;
import java.util.Optional;

/**
 * What the Content fields of a part say.
 *
 * @param type lower case {@code type/subtype}; {@code text/plain} where absent or malformed (RFC 2045 section 5.2)
 * @param charset the label, empty when there is none
 * @param boundary of a multipart, empty when there is none
 * @param disposition lower case, as written but without parameters (RFC 2183)
 * @param filename decoded
 * @param contentId without angle brackets
 */
record PartHeader(
        String type,
        String charset,
        String boundary,
        TransferEncoding encoding,
        Optional<String> disposition,
        Optional<String> filename,
        Optional<String> contentId) {

    static PartHeader of(List<RawField> fields, String defaultType) {
        Optional<FieldValue> type = first(fields, "content-type").map(FieldValue::parse);
        Optional<FieldValue> disposition = first(fields, "content-disposition").map(FieldValue::parse);
        return new PartHeader(
                type.map(FieldValue::value).map(PartHeader::wellFormed).orElse(defaultType),
                type.flatMap(value -> value.parameter("charset")).orElse(""),
                type.flatMap(value -> value.parameter("boundary")).orElse(""),
                first(fields, "content-transfer-encoding")
                        .map(FieldValue::parse)
                        .map(value -> TransferEncoding.of(value.value()))
                        .orElse(TransferEncoding.IDENTITY),
                disposition.map(FieldValue::value).filter(word -> !word.isEmpty()),
                disposition
                        .flatMap(value -> value.parameter("filename"))
                        .or(() -> type.flatMap(value -> value.parameter("name")))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty()),
                first(fields, "content-id").map(Charsets::decode).map(PartHeader::withoutBrackets));
    }

    /** A piece of the mail that was not taken apart. */
    static PartHeader opaque(String type, String filename) {
        return new PartHeader(
                type,
                "",
                "",
                TransferEncoding.IDENTITY,
                Optional.of("attachment"),
                Optional.of(filename),
                Optional.empty());
    }

    PartHeader withType(String other) {
        return new PartHeader(other, charset, boundary, encoding, disposition, filename, contentId);
    }

    PartHeader withFilename(String other) {
        return new PartHeader(type, charset, boundary, encoding, disposition, Optional.of(other), contentId);
    }

    PartHeader withEncoding(TransferEncoding other) {
        return new PartHeader(type, charset, boundary, other, disposition, filename, contentId);
    }

    boolean isMultipart() {
        return type.startsWith("multipart/");
    }

    boolean is(String other) {
        return type.equals(other);
    }

    /** Whatever is not inline is to be treated as an attachment (RFC 2183 section 2.8). */
    boolean isAttachment() {
        return disposition.isPresent() && !disposition.get().equals("inline");
    }

    private static Optional<byte[]> first(List<RawField> fields, String name) {
        for (RawField field : fields) {
            if (field.is(name)) {
                return Optional.of(field.value());
            }
        }
        return Optional.empty();
    }

    private static String wellFormed(String type) {
        int slash = type.indexOf('/');
        boolean whole = slash > 0 && slash < type.length() - 1;
        return whole && type.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != ',') ? type : "text/plain";
    }

    private static String withoutBrackets(String id) {
        String text = Fields.unfolded(id).strip();
        return text.startsWith("<") && text.endsWith(">") && text.length() > 2
                ? text.substring(1, text.length() - 1)
                : text;
    }
}
