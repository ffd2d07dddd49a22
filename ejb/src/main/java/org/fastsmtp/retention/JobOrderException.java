package org.fastsmtp.retention;

import jakarta.ejb.ApplicationException;

/** What was asked of a job cannot be done; the text names the parameter and is fit for the client. Reaches the caller of the bean as it is. */
@ApplicationException
public final class JobOrderException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    JobOrderException(String message) {
        super(message);
    }

    JobOrderException(IllegalArgumentException cause) {
        super(cause.getMessage(), cause);
    }
}
