package org.fastsmtp.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.authentication.mechanism.http.HttpAuthenticationMechanism;
import jakarta.security.enterprise.authentication.mechanism.http.HttpMessageContext;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.IdentityStoreHandler;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.fastsmtp.access.KeyCredential;

/**
 * Tells the container who a caller is. It is called twice: by the container before the route is known, when it does nothing, and by
 * {@link Gate} with the key, when the body has been read as JSON. It answers nothing and keeps nothing: no session, no cookie.
 */
@ApplicationScoped
public class KeyMechanism implements HttpAuthenticationMechanism {
    private final IdentityStoreHandler stores;

    protected KeyMechanism() {
        this(null);
    }

    @Inject
    public KeyMechanism(IdentityStoreHandler stores) {
        this.stores = stores;
    }

    @Override
    public AuthenticationStatus validateRequest(
            HttpServletRequest request, HttpServletResponse response, HttpMessageContext context) {
        if (!(context.getAuthParameters().getCredential() instanceof KeyCredential key)) {
            return context.doNothing();
        }
        CredentialValidationResult result = stores.validate(key);
        if (result.getStatus() != CredentialValidationResult.Status.VALID) {
            // Only the status: what the answer says is said by the gate.
            response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
        }
        return context.notifyContainerAboutLogin(result);
    }
}
