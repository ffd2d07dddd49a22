package org.fastsmtp.broker;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.Queue;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteFiguresTest {
    @Test
    void the_answer_is_an_array_of_one_number() {
        assertThat(RemoteFigures.number("[5]")).hasValue(5);
        assertThat(RemoteFigures.number(" [ 12345678901 ] ")).hasValue(12_345_678_901L);
    }

    /** Without the permission "manage", or of a queue that is not there, the broker answers with a text. */
    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "null", "[]", "[\"AMQ229031: no such resource\"]", "[1, 2]", "[99999999999999999999]"})
    void any_other_answer_is_no_figure(String answer) {
        assertThat(RemoteFigures.number(answer)).isEmpty();
    }

    /**
     * The pool's order: a connection that is closed deletes its temporary queues and then gives its session back. Whoever closes the session
     * first deletes on a session that is another's already; and a queue with a consumer cannot be deleted.
     */
    @Test
    void the_consumer_is_closed_then_the_connection_and_never_the_session_alone() {
        List<String> calls = new ArrayList<>();
        Queue management = fake(Queue.class, calls);

        assertThat(new RemoteFigures(fake(ConnectionFactory.class, calls), management, "fastsmtp.")
                        .figure("inbound", QueueFigures.Figure.MESSAGES))
                .hasValue(7);

        assertThat(calls).doesNotContain("ConnectionFactory.createContext", "Session.close");
        assertThat(calls)
                .containsSubsequence(
                        "Session.createTemporaryQueue",
                        "MessageProducer.send",
                        "MessageConsumer.receive",
                        "MessageConsumer.close",
                        "Connection.close")
                .endsWith("Connection.close");
    }

    /** Remembers what it is asked for, and gives such a thing of whatever kind is wanted. */
    private static <T> T fake(Class<T> type, List<String> calls) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    calls.add(type.getSimpleName() + "." + method.getName());
                    if (method.getName().equals("getBody")) {
                        return "[7]";
                    }
                    return method.getReturnType().isInterface() ? fake(method.getReturnType(), calls) : null;
                }));
    }
}
