package org.fastsmtp.cli.http;

import org.fastsmtp.cli.Failure;

/** Nobody answers at the address. */
public final class UnreachableException extends Failure {
    UnreachableException(String text) {
        super(FAILED, text);
    }
}
