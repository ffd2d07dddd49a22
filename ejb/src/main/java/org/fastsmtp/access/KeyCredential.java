package org.fastsmtp.access;

import jakarta.security.enterprise.credential.Credential;
import java.util.Objects;
import java.util.Optional;

/**
 * A key as presented, on its way to {@link KeyIdentityStore}. Jakarta Security only says that a credential is refused; why, which the answer
 * must tell (CONTRACT section 1.2), is written here by the store.
 */
public final class KeyCredential implements Credential {
    private final String key;
    private final String clientIp;
    private Optional<Authentication.Refusal> refusal = Optional.empty();

    /**
     * @param key any text
     * @param clientIp where the request came from
     */
    public KeyCredential(String key, String clientIp) {
        this.key = Objects.requireNonNull(key);
        this.clientIp = Objects.requireNonNull(clientIp);
    }

    String key() {
        return key;
    }

    String clientIp() {
        return clientIp;
    }

    void refuse(Authentication.Refusal reason) {
        refusal = Optional.of(reason);
    }

    /** Empty until the store has refused it. */
    public Optional<Authentication.Refusal> refusal() {
        return refusal;
    }
}
