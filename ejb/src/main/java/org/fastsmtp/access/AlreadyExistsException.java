package org.fastsmtp.access;

import jakarta.ejb.ApplicationException;

/** What was to be made is there already, or was made by somebody else a moment ago. The text is for the client (409). */
@ApplicationException(rollback = true)
public final class AlreadyExistsException extends ConflictException {
    public AlreadyExistsException(String detail) {
        super(detail);
    }
}
