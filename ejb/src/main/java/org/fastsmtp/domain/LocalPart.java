package org.fastsmtp.domain;

import java.text.Normalizer;
import java.util.Locale;

/** The form in which local parts are compared: NFC, lower case (finding 9). */
public final class LocalPart {
    private LocalPart() {}

    public static String normalise(String localPart) {
        for (int i = 0; i < localPart.length(); i++) {
            if (localPart.charAt(i) > 127) {
                return Normalizer.normalize(localPart, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
            }
        }
        return localPart.toLowerCase(Locale.ROOT);
    }
}
