package org.fastsmtp.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.LocalTransactionException;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.transaction.xa.XAResource;
import org.fastsmtp.smtp.Content;
import org.fastsmtp.smtp.Envelope;
import org.fastsmtp.smtp.Mail;
import org.fastsmtp.smtp.Origin;
import org.fastsmtp.smtp.ReversePath;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Each way out of a hand-over, with a container made by hand that behaves as WildFly was seen to behave. */
@DisplayName("finding 1: 250 only after the commit")
class TransactionalHandoverTest {
    private final Container container = new Container();

    @Test
    void committed_is_taken() {
        assertThat(take()).isTrue();
        assertThat(container.calls).containsExactly("create", "before", "register", "receive", "after", "release");
    }

    @Test
    void an_unchecked_exception_is_not_taken() {
        container.listener = mail -> {
            throw new IllegalStateException();
        };
        container.end = Status.STATUS_ROLLEDBACK;
        assertThat(take()).isFalse();
        assertThat(container.calls).endsWith("after", "release");
    }

    @Test
    void an_error_is_not_taken() {
        container.listener = mail -> {
            throw new StackOverflowError();
        };
        container.end = Status.STATUS_ROLLEDBACK;
        assertThat(take()).isFalse();
        assertThat(container.calls).endsWith("after", "release");
    }

    /** The container commits after a checked exception: to answer 451 then would make a duplicate. */
    @Test
    void a_checked_exception_with_a_commit_is_taken() {
        container.listener = mail -> sneak(new Exception());
        assertThat(take()).isTrue();
        assertThat(container.calls).endsWith("after", "release");
    }

    @Test
    void rollback_only_with_a_normal_return_is_not_taken() {
        container.end = Status.STATUS_ROLLEDBACK;
        assertThat(take()).isFalse();
        assertThat(container.calls).endsWith("receive", "after", "release");
    }

    @Test
    void a_failing_commit_is_not_taken() {
        container.end = Status.STATUS_ROLLEDBACK;
        container.afterFails = Optional.of(new LocalTransactionException("RollbackException"));
        assertThat(take()).isFalse();
        assertThat(container.calls).endsWith("after", "release");
    }

    /** What Narayana says when the broker dies in a one-phase commit: "committed" here, HeuristicMixedException there. */
    @Test
    @DisplayName("issue 8: the broker dies in the commit: 451, because nobody knows")
    void a_commit_whose_end_fails_is_not_taken_whatever_the_coordinator_said() {
        container.afterFails = Optional.of(new LocalTransactionException("HeuristicMixedException"));
        assertThat(take()).isFalse();

        container.listener = mail -> sneak(new Exception());
        assertThat(take()).isFalse();
        assertThat(container.calls).endsWith("after", "release");
    }

    @Test
    void an_outcome_that_nobody_knows_is_not_taken() {
        container.end = Status.STATUS_UNKNOWN;
        assertThat(take()).isFalse();
    }

    @Test
    void a_stopping_container_gives_no_endpoint_and_nothing_is_taken() {
        container.stopping = true;
        assertThat(take()).isFalse();
        assertThat(container.calls).containsExactly("create");
    }

    @Test
    void without_a_transaction_nothing_is_delivered() {
        container.noTransaction = true;
        assertThat(take()).isFalse();
        assertThat(container.calls).containsExactly("create", "before", "after", "release");
    }

    @Test
    void a_failing_beforeDelivery_releases_the_endpoint() {
        container.beforeFails = true;
        assertThat(take()).isFalse();
        assertThat(container.calls).containsExactly("create", "before", "release");
    }

    private boolean take() {
        return new TransactionalHandover(container, container.registry()).take(mail());
    }

    private static Mail mail() {
        Content content = new Content() {
            @Override
            public long size() {
                return 0;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(new byte[0]);
            }
        };
        return new Mail(
                new UUID(1, 2),
                Instant.EPOCH,
                new Origin("s", InetAddress.getLoopbackAddress(), 1, "", Optional.empty(), Instant.EPOCH),
                new Envelope(ReversePath.NULL, List.of(), false, false),
                content);
    }

    /** Throws a checked exception through a method that declares none, as a bean's proxy does. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> void sneak(Throwable e) throws E {
        throw (E) e;
    }

    /** A bean's endpoint and its transaction. */
    private static final class Container implements MessageEndpointFactory, MessageEndpoint, MailListener {
        final List<String> calls = new ArrayList<>();
        MailListener listener = mail -> {};
        int end = Status.STATUS_COMMITTED;
        Optional<ResourceException> afterFails = Optional.empty();
        boolean stopping;
        boolean noTransaction;
        boolean beforeFails;
        private Optional<Synchronization> synchronization = Optional.empty();

        TransactionSynchronizationRegistry registry() {
            return (TransactionSynchronizationRegistry) java.lang.reflect.Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {TransactionSynchronizationRegistry.class},
                    (proxy, method, arguments) -> {
                        assertThat(method.getName()).isEqualTo("registerInterposedSynchronization");
                        if (noTransaction) {
                            throw new IllegalStateException("no transaction");
                        }
                        calls.add("register");
                        synchronization = Optional.of((Synchronization) arguments[0]);
                        return null;
                    });
        }

        @Override
        public MessageEndpoint createEndpoint(XAResource resource) throws UnavailableException {
            calls.add("create");
            if (stopping) {
                throw new UnavailableException();
            }
            return this;
        }

        @Override
        public MessageEndpoint createEndpoint(XAResource resource, long timeout) throws UnavailableException {
            return createEndpoint(resource);
        }

        @Override
        public boolean isDeliveryTransacted(Method method) {
            return true;
        }

        @Override
        public String getActivationName() {
            return "test";
        }

        @Override
        public Class<?> getEndpointClass() {
            return getClass();
        }

        @Override
        public void beforeDelivery(Method method) throws ResourceException {
            calls.add("before");
            if (beforeFails) {
                throw new ResourceException();
            }
        }

        @Override
        public void receive(Mail mail) {
            calls.add("receive");
            listener.receive(mail);
        }

        @Override
        public void afterDelivery() throws ResourceException {
            calls.add("after");
            synchronization.ifPresent(Synchronization::beforeCompletion);
            synchronization.ifPresent(one -> one.afterCompletion(end));
            if (afterFails.isPresent()) {
                throw afterFails.get();
            }
        }

        @Override
        public void release() {
            calls.add("release");
        }
    }
}
