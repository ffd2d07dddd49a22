package org.fastsmtp.authentication;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** {@code name=value;} pairs (RFC 6376 section 3.2): names keep their case, each stands once, blanks around both are gone. */
record TagList(Map<String, String> tags) {
    static TagList parse(String text) throws DkimSyntaxException {
        Map<String, String> tags = new LinkedHashMap<>();
        String[] pairs = text.split(";", -1);
        for (int i = 0; i < pairs.length; i++) {
            if (pairs[i].isBlank()) {
                if (i == pairs.length - 1) {
                    break; // the list may end in a semicolon
                }
                throw new DkimSyntaxException("an empty tag");
            }
            int equals = pairs[i].indexOf('=');
            String name = equals < 0 ? "" : pairs[i].substring(0, equals).strip();
            if (!isName(name)) {
                throw new DkimSyntaxException("a tag without name or value");
            }
            if (tags.put(name, pairs[i].substring(equals + 1).strip()) != null) {
                throw new DkimSyntaxException("the tag " + name + "= appears twice");
            }
        }
        return new TagList(tags);
    }

    private static boolean isName(String name) {
        return !name.isEmpty()
                && Character.isLetter(name.charAt(0))
                && name.chars().allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || c == '_'));
    }

    Optional<String> get(String name) {
        return Optional.ofNullable(tags.get(name));
    }

    String required(String name) throws DkimSyntaxException {
        return get(name)
                .filter(value -> !value.isEmpty())
                .orElseThrow(() -> new DkimSyntaxException("the tag " + name + "= is missing"));
    }

    /** The value of a tag that is first in the list. */
    Optional<String> first(String name) {
        return tags.keySet().stream().findFirst().filter(name::equals).map(tags::get);
    }

    /** Base64 with blanks anywhere. */
    static byte[] base64(String name, String text) throws DkimSyntaxException {
        try {
            return Base64.getDecoder().decode(withoutBlanks(text));
        } catch (IllegalArgumentException e) {
            throw new DkimSyntaxException("the tag " + name + "= is not base64");
        }
    }

    static String withoutBlanks(String text) {
        StringBuilder bare = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
                bare.append(c);
            }
        }
        return bare.toString();
    }
}
