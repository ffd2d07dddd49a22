package org.fastsmtp.smtp.tls;

import java.io.IOException;

/** The certificate or its key cannot be used. The message names the files, never what is in them. */
public final class UnusableCertificateException extends IOException {
    private static final long serialVersionUID = 1;

    UnusableCertificateException(String reason) {
        super(reason);
    }

    UnusableCertificateException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
