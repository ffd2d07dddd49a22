package org.fastsmtp.message;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Plain text made from HTML, for whoever reads only text: no markup, no style and script, line breaks where blocks begin and end. One
 * pass, linear; broken HTML gives what it gives.
 */
final class HtmlText {
    private static final Set<String> BLOCKS = Set.of(
            "address",
            "article",
            "aside",
            "blockquote",
            "center",
            "div",
            "dl",
            "dt",
            "dd",
            "fieldset",
            "footer",
            "form",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "hr",
            "li",
            "main",
            "nav",
            "ol",
            "p",
            "pre",
            "section",
            "table",
            "tr",
            "ul");
    private static final Set<String> SKIPPED = Set.of("head", "script", "style", "template", "title");
    private static final Map<String, String> ENTITIES = Map.ofEntries(
            Map.entry("amp", "&"),
            Map.entry("lt", "<"),
            Map.entry("gt", ">"),
            Map.entry("quot", "\""),
            Map.entry("apos", "'"),
            Map.entry("nbsp", "\u00a0"),
            Map.entry("copy", "\u00a9"),
            Map.entry("reg", "\u00ae"),
            Map.entry("trade", "\u2122"),
            Map.entry("euro", "\u20ac"),
            Map.entry("pound", "\u00a3"),
            Map.entry("hellip", "\u2026"),
            Map.entry("mdash", "\u2014"),
            Map.entry("ndash", "\u2013"),
            Map.entry("lsquo", "\u2018"),
            Map.entry("rsquo", "\u2019"),
            Map.entry("ldquo", "\u201c"),
            Map.entry("rdquo", "\u201d"),
            Map.entry("laquo", "\u00ab"),
            Map.entry("raquo", "\u00bb"),
            Map.entry("bull", "\u2022"),
            Map.entry("middot", "\u00b7"),
            Map.entry("times", "\u00d7"),
            Map.entry("auml", "\u00e4"),
            Map.entry("ouml", "\u00f6"),
            Map.entry("uuml", "\u00fc"),
            Map.entry("Auml", "\u00c4"),
            Map.entry("Ouml", "\u00d6"),
            Map.entry("Uuml", "\u00dc"),
            Map.entry("szlig", "\u00df"),
            Map.entry("eacute", "\u00e9"),
            Map.entry("egrave", "\u00e8"),
            Map.entry("agrave", "\u00e0"),
            Map.entry("ccedil", "\u00e7"),
            Map.entry("zwnj", "\u200c"),
            Map.entry("shy", "\u00ad"));

    private static final int MAX_ENTITY = 10;

    private final String html;
    private final StringBuilder out = new StringBuilder();
    private int at;
    private boolean space;
    private int preformatted;
    private boolean unclosedHead;

    private HtmlText(String html) {
        this.html = html;
    }

    static String of(String html) {
        return new HtmlText(html).text();
    }

    private String text() {
        while (at < html.length()) {
            char c = html.charAt(at);
            if (c == '<' && isMarkup()) {
                markup();
            } else if (c == '&') {
                entity();
            } else {
                character(c);
                at++;
            }
        }
        return out.toString().strip();
    }

    private boolean isMarkup() {
        char next = at + 1 < html.length() ? html.charAt(at + 1) : ' ';
        return Character.isLetter(next) || next == '/' || next == '!' || next == '?';
    }

    private void markup() {
        if (html.startsWith("<!--", at)) {
            skipPast("-->", at + 4);
            return;
        }
        boolean closing = html.charAt(at + 1) == '/';
        int nameStart = at + (closing ? 2 : 1);
        int nameEnd = nameStart;
        while (nameEnd < html.length() && Character.isLetterOrDigit(html.charAt(nameEnd))) {
            nameEnd++;
        }
        String name = html.substring(nameStart, nameEnd).toLowerCase(Locale.ROOT);
        skipTag(nameEnd);
        if (!closing && SKIPPED.contains(name) && !(unclosedHead && name.equals("head"))) {
            skipElement(name);
        } else if (name.equals("br")) {
            lineBreak(true);
        } else if (name.equals("td") || name.equals("th")) {
            space = true;
        } else if (BLOCKS.contains(name)) {
            block(name, closing);
        }
    }

    private void block(String name, boolean closing) {
        lineBreak(false);
        if (name.equals("pre")) {
            preformatted = Math.max(0, preformatted + (closing ? -1 : 1));
        } else if (name.equals("p") && closing && !endsWith("\n\n") && !out.isEmpty()) {
            out.append('\n');
        } else if (name.equals("li") && !closing) {
            out.append("- ");
        }
    }

    private void lineBreak(boolean always) {
        space = false;
        if (always || !out.isEmpty() && out.charAt(out.length() - 1) != '\n') {
            out.append('\n');
        }
    }

    /** Past the tag's {@code >}, quoted attribute values respected. */
    private void skipTag(int from) {
        char quote = 0;
        int to = from;
        for (; to < html.length(); to++) {
            char c = html.charAt(to);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '>') {
                break;
            } else if ((c == '"' || c == '\'') && html.charAt(to - 1) == '=') {
                quote = c;
            }
        }
        at = Math.min(html.length(), to + 1);
    }

    private void skipElement(String name) {
        int from = at;
        while (true) {
            int end = html.indexOf("</", from);
            if (end < 0) {
                // Never closed: a head without its end must not swallow the body.
                unclosedHead = name.equals("head");
                if (!unclosedHead) {
                    at = html.length();
                }
                return;
            }
            if (html.regionMatches(true, end + 2, name, 0, name.length())) {
                at = end;
                skipTag(end + 2);
                return;
            }
            if (name.equals("head") && html.regionMatches(true, end + 2, "body", 0, 4)) {
                return;
            }
            from = end + 2;
        }
    }

    private void skipPast(String end, int from) {
        int found = html.indexOf(end, from);
        at = found < 0 ? html.length() : found + end.length();
    }

    private void entity() {
        int end = at + 1;
        while (end < html.length() && end - at <= MAX_ENTITY && html.charAt(end) != ';') {
            end++;
        }
        if (end > at + 1 && end < html.length() && html.charAt(end) == ';') {
            String name = html.substring(at + 1, end);
            String value = name.startsWith("#") ? numeric(name) : ENTITIES.getOrDefault(name, "");
            if (!value.isEmpty()) {
                value.chars().forEach(c -> visible((char) c));
                at = end + 1;
                return;
            }
        }
        character('&');
        at++;
    }

    private static String numeric(String name) {
        try {
            boolean hex = name.length() > 1 && (name.charAt(1) == 'x' || name.charAt(1) == 'X');
            int code = hex ? Integer.parseInt(name.substring(2), 16) : Integer.parseInt(name.substring(1));
            boolean isCharacter = Character.isValidCodePoint(code) && code > 0 && !(code >= 0xd800 && code <= 0xdfff);
            return isCharacter ? Character.toString(code) : "";
        } catch (NumberFormatException noNumber) {
            return "";
        }
    }

    private void character(char c) {
        if (preformatted > 0 && c != '\r') {
            out.append(c);
        } else if (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
            space = true;
        } else {
            visible(c);
        }
    }

    private void visible(char c) {
        if (space && !out.isEmpty() && out.charAt(out.length() - 1) != '\n') {
            out.append(' ');
        }
        space = false;
        out.append(c);
    }

    private boolean endsWith(String end) {
        return out.length() >= end.length()
                && out.substring(out.length() - end.length()).equals(end);
    }
}
