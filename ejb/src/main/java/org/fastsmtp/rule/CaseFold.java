package org.fastsmtp.rule;

/** Text in which two spellings that differ in case only are equal: simple folding, code point by code point, in any language. */
final class CaseFold {
    private CaseFold() {}

    static String of(String text) {
        int length = text.length();
        int at = 0;
        while (at < length && isFolded(text.charAt(at))) {
            at++;
        }
        if (at == length) {
            return text;
        }
        StringBuilder folded = new StringBuilder(length).append(text, 0, at);
        while (at < length) {
            char c = text.charAt(at);
            if (c < 128) {
                folded.append(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
                at++;
            } else {
                int point = text.codePointAt(at);
                // First up, then down: a final sigma and a long s are the letters that they are.
                folded.appendCodePoint(Character.toLowerCase(Character.toUpperCase(point)));
                at += Character.charCount(point);
            }
        }
        return folded.toString();
    }

    private static boolean isFolded(char c) {
        return c < 128 && (c < 'A' || c > 'Z');
    }
}
