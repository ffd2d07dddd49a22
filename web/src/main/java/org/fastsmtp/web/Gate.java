package org.fastsmtp.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import org.fastsmtp.access.Authentication;
import org.fastsmtp.access.Caller;

/** Lets a caller in by his key, or says why not in the contract's words (CONTRACT section 1.2). */
@ApplicationScoped
public class Gate {
    private static final Map<String, String> CHALLENGE = Map.of("WWW-Authenticate", "ApiKey");

    private final Authentication authentication;
    private final FailedKeys failedKeys;

    protected Gate() {
        this(null, null);
    }

    @Inject
    public Gate(Authentication authentication, FailedKeys failedKeys) {
        this.authentication = authentication;
        this.failedKeys = failedKeys;
    }

    /** @param key the header's value, or null when there is none */
    Caller callerOf(String key, String clientIp) {
        if (key == null || key.isEmpty()) {
            throw new Problem(401, "API key required", CHALLENGE);
        }
        Authentication.Verdict verdict = authentication.verify(key, clientIp);
        if (verdict instanceof Authentication.Verdict.Accepted accepted) {
            return accepted.caller();
        }
        Authentication.Refusal refusal = ((Authentication.Verdict.Refused) verdict).reason();
        if (refusal == Authentication.Refusal.UNKNOWN) {
            failedKeys.count(clientIp);
        }
        throw switch (refusal) {
            case UNKNOWN -> new Problem(401, "Invalid API key", CHALLENGE);
            case INACTIVE -> new Problem(401, "API key is inactive");
            case EXPIRED -> new Problem(401, "API key has expired");
            case OWNER_INACTIVE -> new Problem(401, "User account is inactive");
        };
    }
}
