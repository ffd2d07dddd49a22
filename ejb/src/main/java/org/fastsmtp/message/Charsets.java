package org.fastsmtp.message;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which charset octets are in, whatever their label says. What is plainly UTF-8 is UTF-8; else a label is believed when the octets can
 * be read by it; else, where the label said UTF-8, ASCII or nothing, they are windows-1252.
 */
final class Charsets {
    static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

    /** Labels that in practice mean a larger charset than they name (WHATWG Encoding, section 4.2). */
    private static final Map<String, String> ALIASES = Map.ofEntries(
            Map.entry("iso-8859-1", "windows-1252"),
            Map.entry("latin1", "windows-1252"),
            Map.entry("gb2312", "GB18030"),
            Map.entry("gbk", "GB18030"),
            Map.entry("ks_c_5601-1987", "windows-949"),
            Map.entry("euc-kr", "windows-949"),
            Map.entry("shift_jis", "windows-31j"),
            Map.entry("tis-620", "windows-874"),
            Map.entry("iso-8859-9", "windows-1254"),
            Map.entry("cp-850", "IBM850"),
            Map.entry("utf8", "UTF-8"),
            Map.entry("unicode-1-1-utf-8", "UTF-8"));

    private static final int TELLING_SEQUENCES = 6;

    private Charsets() {}

    /** The charset that a label names, if this platform has it. */
    static Optional<Charset> named(String label) {
        String name = label.strip().toLowerCase(Locale.ROOT);
        try {
            return name.isEmpty() ? Optional.empty() : Optional.of(Charset.forName(ALIASES.getOrDefault(name, name)));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            return Optional.empty();
        }
    }

    /** @param whole whether {@code octets} is everything, or only the beginning: then its last character may be cut */
    static Charset choose(Optional<Charset> label, byte[] octets, boolean whole) {
        Charset named = label.orElse(StandardCharsets.UTF_8);
        if (named.equals(StandardCharsets.UTF_8) || named.equals(StandardCharsets.US_ASCII)) {
            if (isAscii(octets) || isValid(StandardCharsets.UTF_8, octets, whole) || mostlyUtf8(octets)) {
                return StandardCharsets.UTF_8;
            }
            return westEuropean(octets, whole);
        }
        if (isLabelledUtf8(named, octets, whole)) {
            return StandardCharsets.UTF_8;
        }
        if (isValid(named, octets, whole)) {
            return named;
        }
        if (isValid(StandardCharsets.UTF_8, octets, whole)) {
            return StandardCharsets.UTF_8;
        }
        return named.equals(WINDOWS_1252) ? westEuropean(octets, whole) : named;
    }

    /** Decodes octets that carry no label: raw header fields. */
    static String decode(byte[] octets) {
        return decode(Optional.empty(), octets);
    }

    static String decode(Optional<Charset> label, byte[] octets) {
        return new String(octets, choose(label, octets, true));
    }

    /**
     * UTF-8 under the label of another charset: what is well-formed UTF-8 beyond ASCII is hardly ever meant as anything else, save in a
     * few characters of East Asian charsets.
     */
    private static boolean isLabelledUtf8(Charset named, byte[] octets, boolean whole) {
        if (isAscii(octets) || named.name().startsWith("UTF") || !isValid(StandardCharsets.UTF_8, octets, whole)) {
            return false;
        }
        boolean oneOctet = named.canEncode() && named.newEncoder().maxBytesPerChar() == 1;
        return oneOctet || sequences(octets) >= TELLING_SEQUENCES;
    }

    private static int sequences(byte[] octets) {
        int count = 0;
        for (byte octet : octets) {
            if ((octet & 0xc0) == 0xc0) {
                count++;
            }
        }
        return count;
    }

    private static Charset westEuropean(byte[] octets, boolean whole) {
        return isValid(WINDOWS_1252, octets, whole) ? WINDOWS_1252 : StandardCharsets.ISO_8859_1;
    }

    private static boolean isAscii(byte[] octets) {
        for (byte octet : octets) {
            if (octet < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isValid(Charset charset, byte[] octets, boolean whole) {
        CharsetDecoder decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(octets);
        CharBuffer out = CharBuffer.allocate(Math.min(4096, octets.length + 1));
        while (true) {
            CoderResult result = decoder.decode(in, out, whole);
            if (result.isError()) {
                return false;
            }
            if (result.isUnderflow()) {
                return true;
            }
            out.clear();
        }
    }

    /** More well-formed characters of several octets than stray octets: UTF-8 with a few faults. */
    private static boolean mostlyUtf8(byte[] octets) {
        int good = 0;
        int stray = 0;
        for (int at = 0; at < octets.length; at++) {
            if (octets[at] < 0) {
                int length = sequenceLength(octets, at);
                if (length == 0) {
                    stray++;
                } else {
                    good++;
                    at += length - 1;
                }
            }
        }
        return good > stray;
    }

    private static int sequenceLength(byte[] octets, int at) {
        int lead = octets[at] & 0xff;
        int length = lead >= 0xc2 && lead <= 0xdf
                ? 2
                : lead >= 0xe0 && lead <= 0xef ? 3 : lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
        for (int i = 1; i < length; i++) {
            if (at + i >= octets.length || (octets[at + i] & 0xc0) != 0x80) {
                return 0;
            }
        }
        return length;
    }
}
