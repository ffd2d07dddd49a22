package org.fastsmtp.access;

import jakarta.security.enterprise.CallerPrincipal;

/** A caller as the container knows him: {@code SecurityContext.getCallerPrincipal()} for the time of one request, never longer. */
public final class KeyPrincipal extends CallerPrincipal {
    private static final long serialVersionUID = 1L;

    private final transient Caller caller;

    public KeyPrincipal(Caller caller) {
        super(caller.name());
        this.caller = caller;
    }

    public Caller caller() {
        return caller;
    }
}
