package org.fastsmtp.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.SecurityContext;
import jakarta.security.enterprise.authentication.mechanism.http.AuthenticationParameters;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.fastsmtp.access.Authentication;
import org.fastsmtp.access.KeyCredential;
import org.fastsmtp.access.KeyPrincipal;

/** Lets a caller in by his key, or says why not in the contract's words (CONTRACT section 1.2). Who he is, the container knows from then on. */
@ApplicationScoped
public class Gate {
    private static final Map<String, String> CHALLENGE = Map.of("WWW-Authenticate", "ApiKey");

    private final SecurityContext security;
    private final FailedKeys failedKeys;

    protected Gate() {
        this(null, null);
    }

    @Inject
    public Gate(SecurityContext security, FailedKeys failedKeys) {
        this.security = security;
        this.failedKeys = failedKeys;
    }

    /** @param request with its headers, not the {@link Shadow} */
    void admit(HttpServletRequest request, HttpServletResponse response) {
        String key = request.getHeader("X-API-Key");
        if (key == null || key.isEmpty()) {
            throw new Problem(401, "API key required", CHALLENGE);
        }
        String clientIp = (String) request.getAttribute(Attributes.CLIENT);
        KeyCredential credential = new KeyCredential(key, clientIp);
        AuthenticationStatus status = security.authenticate(
                request, response, AuthenticationParameters.withParams().credential(credential));
        // Success is what the mechanism said; a container that did not take the identity says it too.
        if (status != AuthenticationStatus.SUCCESS || !(security.getCallerPrincipal() instanceof KeyPrincipal)) {
            throw refusal(credential, clientIp);
        }
    }

    private Problem refusal(KeyCredential credential, String clientIp) {
        Authentication.Refusal reason = credential
                .refusal()
                .orElseThrow(
                        () -> new IllegalStateException(
                                "the container does not take the identity that it is told:"
                                        + " application-security-domain=fastsmtp of the subsystem undertow needs integrated-jaspi=false"));
        if (reason == Authentication.Refusal.UNKNOWN) {
            failedKeys.count(clientIp);
        }
        return switch (reason) {
            case UNKNOWN -> new Problem(401, "Invalid API key", CHALLENGE);
            case INACTIVE -> new Problem(401, "API key is inactive");
            case EXPIRED -> new Problem(401, "API key has expired");
            case OWNER_INACTIVE -> new Problem(401, "User account is inactive");
        };
    }
}
