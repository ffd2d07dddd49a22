package org.fastsmtp.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.credential.Credential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.IdentityStore;

/** The keys as Jakarta Security asks for them: {@link Authentication} says what one is worth, the groups are {@link Caller#groups}. */
@ApplicationScoped
public class KeyIdentityStore implements IdentityStore {
    private final Authentication authentication;

    protected KeyIdentityStore() {
        this(null);
    }

    @Inject
    public KeyIdentityStore(Authentication authentication) {
        this.authentication = authentication;
    }

    /** @throws DatabaseException when nobody can say */
    @Override
    public CredentialValidationResult validate(Credential credential) {
        if (!(credential instanceof KeyCredential presented)) {
            return CredentialValidationResult.NOT_VALIDATED_RESULT;
        }
        Authentication.Verdict verdict = authentication.verify(presented.key(), presented.clientIp());
        if (verdict instanceof Authentication.Verdict.Accepted accepted) {
            Caller caller = accepted.caller();
            return new CredentialValidationResult(new KeyPrincipal(caller), caller.groups());
        }
        presented.refuse(((Authentication.Verdict.Refused) verdict).reason());
        return CredentialValidationResult.INVALID_RESULT;
    }
}
