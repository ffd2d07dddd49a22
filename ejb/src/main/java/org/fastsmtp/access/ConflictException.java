package org.fastsmtp.access;

import jakarta.ejb.ApplicationException;

/** What was asked for does not go with how things are (409): nothing was changed. The text is for the client. */
@ApplicationException(rollback = true)
public class ConflictException extends RuntimeException {
    public ConflictException(String detail) {
        super(detail);
    }
}
