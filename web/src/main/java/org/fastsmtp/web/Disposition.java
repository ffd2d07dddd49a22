package org.fastsmtp.web;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** {@code Content-Disposition} for a file name that a stranger chose (RFC 6266): no path, no quote, no line break gets out of it. */
final class Disposition {
    private static final int LONGEST = 150;

    private Disposition() {}

    static String attachment(String filename) {
        String name = lastStep(filename);
        String ascii = name.replaceAll("[^A-Za-z0-9 ._()+=@-]", "_");
        return "attachment; filename=\"" + ascii + "\""
                + (ascii.equals(name) ? "" : "; filename*=UTF-8''" + encoded(name));
    }

    /** Without directories and invisible characters; never empty, never hidden. */
    private static String lastStep(String filename) {
        String step = filename.substring(Math.max(filename.lastIndexOf('/'), filename.lastIndexOf('\\')) + 1);
        StringBuilder name = new StringBuilder();
        step.codePoints()
                .filter(c -> {
                    int type = Character.getType(c);
                    return type != Character.CONTROL && type != Character.FORMAT && type != Character.SURROGATE;
                })
                .limit(LONGEST)
                .forEach(name::appendCodePoint);
        String visible = name.toString().strip().replaceFirst("^\\.+", "");
        return visible.isEmpty() ? "unnamed" : visible;
    }

    /** RFC 8187. */
    private static String encoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            boolean plain =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '-';
            encoded.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
        }
        return encoded.toString();
    }
}
