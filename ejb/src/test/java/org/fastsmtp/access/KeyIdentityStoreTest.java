package org.fastsmtp.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KeyIdentityStoreTest {
    private static final Caller ALICE = new Caller(
            UUID.randomUUID(),
            "alice",
            true,
            Optional.of(UUID.randomUUID()),
            Optional.of("fsmtp_aaaaaa"),
            Set.of(Scopes.LOGS_READ, "superusers", "what the original's migration left"),
            "192.0.2.1");

    private final KeyIdentityStore store = new KeyIdentityStore(new FakeAuthentication());

    /** Knows two keys; any other is refused for the reason that it names. */
    private static final class FakeAuthentication extends Authentication {
        @Override
        public Verdict verify(String key, String clientIp) {
            if (key.equals("no database")) {
                throw new DatabaseException(new SQLException("away", "08001"));
            }
            if (key.equals("root")) {
                return new Verdict.Accepted(Caller.root(clientIp));
            }
            return key.equals("alice") ? new Verdict.Accepted(ALICE) : new Verdict.Refused(Refusal.valueOf(key));
        }
    }

    @Test
    void the_principal_is_what_the_key_says_and_the_groups_are_its_scopes() {
        CredentialValidationResult alice = store.validate(new KeyCredential("alice", "192.0.2.1"));
        CredentialValidationResult root = store.validate(new KeyCredential("root", "192.0.2.7"));

        assertThat(alice.getStatus()).isEqualTo(CredentialValidationResult.Status.VALID);
        assertThat(alice.getCallerPrincipal().getName()).isEqualTo("alice");
        assertThat(((KeyPrincipal) alice.getCallerPrincipal()).caller()).isEqualTo(ALICE);
        assertThat(alice.getCallerGroups()).containsExactlyInAnyOrder(Scopes.LOGS_READ, Caller.SUPERUSER);
        assertThat(((KeyPrincipal) root.getCallerPrincipal()).caller()).isEqualTo(Caller.root("192.0.2.7"));
        assertThat(root.getCallerGroups()).containsExactlyInAnyOrder(Scopes.ADMIN, Caller.SUPERUSER);
    }

    @Test
    void a_refused_key_carries_the_reason() {
        for (Authentication.Refusal reason : Authentication.Refusal.values()) {
            KeyCredential key = new KeyCredential(reason.name(), "192.0.2.1");

            assertThat(store.validate(key)).isSameAs(CredentialValidationResult.INVALID_RESULT);
            assertThat(key.refusal()).contains(reason);
        }
    }

    @Test
    void judges_nothing_but_keys_and_no_key_without_its_database() {
        assertThat(store.validate(new UsernamePasswordCredential("alice", "secret")))
                .isSameAs(CredentialValidationResult.NOT_VALIDATED_RESULT);
        assertThatThrownBy(() -> store.validate(new KeyCredential("no database", "192.0.2.1")))
                .isInstanceOf(DatabaseException.class);
    }
}
