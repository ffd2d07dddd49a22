package org.fastsmtp.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.SecurityContext;
import jakarta.security.enterprise.authentication.mechanism.http.AuthenticationParameters;
import jakarta.security.enterprise.authentication.mechanism.http.HttpMessageContext;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.IdentityStore;
import jakarta.security.enterprise.identitystore.IdentityStoreHandler;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.fastsmtp.access.Authentication;
import org.fastsmtp.access.Caller;
import org.fastsmtp.access.KeyIdentityStore;
import org.fastsmtp.access.KeyPrincipal;
import org.fastsmtp.access.LocalHits;
import org.fastsmtp.settings.Settings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Gate, mechanism, store and call, with a container between them that only passes on. */
class GateTest {
    private static final Caller ANN = new Caller(
            UUID.randomUUID(),
            "ann",
            false,
            Optional.of(UUID.randomUUID()),
            Optional.of("fsmtp_kkkkkk"),
            Set.of("domains:read"),
            "192.0.2.1");

    private final FakeRequest request = new FakeRequest();
    private final Container container = new Container();
    private final Gate gate = new Gate(
            container.security,
            new FailedKeys(Settings.of(Map.of()), Clock.systemUTC(), new LocalHits(Clock.systemUTC())));

    private boolean isRevoked;

    @BeforeEach
    void address() {
        request.attributes.put(Attributes.CLIENT, "192.0.2.1");
    }

    @Test
    void the_caller_is_the_principal_that_the_key_says() {
        assertThat(admitted("ann")).isEqualTo(ANN);
        assertThat(container.groups).containsExactly("domains:read");
        assertThat(container.statuses).isEmpty();
    }

    @Test
    void a_key_revoked_between_two_requests_is_refused() {
        admitted("ann");
        isRevoked = true;

        assertThatThrownBy(() -> admitted("ann"))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.detail()).isEqualTo("API key is inactive"));
        assertThat(container.statuses).containsExactly(401);
    }

    @Test
    void without_a_key_nobody_is_asked() {
        assertThatThrownBy(() -> gate.admit(request.request(), null)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.detail()).isEqualTo("API key required");
            assertThat(problem.headers()).containsEntry("WWW-Authenticate", "ApiKey");
        });
        assertThat(container.asked).isZero();
    }

    @Test
    void only_unknown_keys_count_towards_the_limit() {
        isRevoked = true;
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> admitted("ann")).isInstanceOf(Problem.class);
        }
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> admitted("guess")).isInstanceOf(Problem.class);
        }
        assertThatThrownBy(() -> admitted("guess")).isInstanceOf(TooManyRequests.class);
        isRevoked = false;
        assertThatCode(() -> admitted("ann")).doesNotThrowAnyException();
    }

    @Test
    void a_container_that_takes_no_identity_lets_nobody_in() {
        container.takesNothing = true;

        assertThatThrownBy(() -> admitted("ann"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("integrated-jaspi");
    }

    @Test
    void before_the_route_is_known_nothing_is_done() {
        assertThat(container.asks(new AuthenticationParameters())).isEqualTo(AuthenticationStatus.NOT_DONE);
        assertThat(container.statuses).isEmpty();
        assertThatThrownBy(() -> new Call(null, container.security).caller()).isInstanceOf(IllegalStateException.class);
    }

    private Caller admitted(String key) {
        container.principal = null;
        request.headers.put("X-API-Key", key);
        gate.admit(request.request(), null);
        return new Call(null, container.security).caller();
    }

    private final class Container {
        private KeyPrincipal principal;
        private Set<String> groups = Set.of();
        private boolean takesNothing;
        private int asked;

        private final IdentityStore store = new KeyIdentityStore(new Authentication() {
            @Override
            public Verdict verify(String key, String clientIp) {
                if (!key.equals("ann")) {
                    return new Verdict.Refused(Refusal.UNKNOWN);
                }
                return isRevoked ? new Verdict.Refused(Refusal.INACTIVE) : new Verdict.Accepted(ANN);
            }
        });
        private final IdentityStoreHandler stores = store::validate;
        private final KeyMechanism mechanism = new KeyMechanism(stores);
        private final List<Integer> statuses = new ArrayList<>();
        private final HttpServletResponse response = fake(HttpServletResponse.class, (method, arguments) -> {
            assertThat(method).isEqualTo("setStatus");
            statuses.add((Integer) arguments[0]);
            return null;
        });
        private final SecurityContext security = fake(SecurityContext.class, (method, arguments) -> switch (method) {
            case "authenticate" -> asks((AuthenticationParameters) arguments[2]);
            case "getCallerPrincipal" -> principal;
            default -> throw new UnsupportedOperationException(method);
        });

        private AuthenticationStatus asks(AuthenticationParameters parameters) {
            asked++;
            HttpMessageContext context = fake(HttpMessageContext.class, (method, arguments) -> switch (method) {
                case "getAuthParameters" -> parameters;
                case "doNothing" -> AuthenticationStatus.NOT_DONE;
                case "notifyContainerAboutLogin" -> told((CredentialValidationResult) arguments[0]);
                default -> throw new UnsupportedOperationException(method);
            });
            return mechanism.validateRequest(request.request(), response, context);
        }

        private AuthenticationStatus told(CredentialValidationResult result) {
            if (result.getStatus() != CredentialValidationResult.Status.VALID) {
                return AuthenticationStatus.SEND_FAILURE;
            }
            principal = takesNothing ? null : (KeyPrincipal) result.getCallerPrincipal();
            groups = result.getCallerGroups();
            return AuthenticationStatus.SUCCESS;
        }
    }

    private interface Body {
        Object answer(String method, Object[] arguments);
    }

    private static <T> T fake(Class<T> type, Body body) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> body.answer(method.getName(), arguments)));
    }
}
