package org.fastsmtp.smtp.tls;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * Where the certificate comes from.
 *
 * @param certificate PEM, the server's own first, then the chain
 * @param key PEM, PKCS#8 or PKCS#1, not encrypted
 * @param reloadInterval how often the files are looked at; zero: only when asked
 * @param alarmBefore how long before its end a certificate is called expiring
 */
public record TlsSettings(Path certificate, Path key, Duration reloadInterval, Duration alarmBefore) {
    public TlsSettings {
        Objects.requireNonNull(certificate);
        Objects.requireNonNull(key);
        Objects.requireNonNull(reloadInterval);
        Objects.requireNonNull(alarmBefore);
    }
}
