package org.fastsmtp.broker;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A broker elsewhere, asked by a management message (Artemis user manual, "Management", "Using Management Messages"): resource and attribute as
 * properties, the answer a JSON array of one value.
 */
final class RemoteFigures implements QueueFigures {
    private static final Pattern ONE_NUMBER = Pattern.compile("\\s*\\[\\s*(-?\\d{1,18})\\s*]\\s*");
    private static final long PATIENCE_MILLIS = 3_000;

    private final ConnectionFactory connections;
    private final Queue management;
    private final String prefix;

    /** @param prefix that the names of the queues begin with there */
    RemoteFigures(ConnectionFactory connections, Queue management, String prefix) {
        this.connections = Objects.requireNonNull(connections);
        this.management = Objects.requireNonNull(management);
        this.prefix = Objects.requireNonNull(prefix);
    }

    @Override
    public OptionalLong figure(String queue, Figure figure) {
        // Not a JMSContext: Artemis' gives its session back to the pool and deletes the temporary queue after that, on
        // a session that is another's by then (AMQ212051). A connection that is closed does it the right way round.
        try (Connection connection = connections.createConnection()) {
            connection.start();
            Session session = connection.createSession();
            TemporaryQueue answers = session.createTemporaryQueue();
            try (MessageConsumer consumer = session.createConsumer(answers)) {
                Message question = session.createMessage();
                question.setStringProperty("_AMQ_ResourceName", "queue." + prefix + queue);
                question.setStringProperty("_AMQ_Attribute", figure.attribute());
                question.setJMSReplyTo(answers);
                MessageProducer producer = session.createProducer(management);
                producer.setTimeToLive(PATIENCE_MILLIS);
                producer.send(question);
                Message answer = consumer.receive(PATIENCE_MILLIS);
                return answer == null ? OptionalLong.empty() : number(answer.getBody(String.class));
            }
        } catch (JMSException e) {
            // An expected outcome: the broker is away, which health and consumers tell.
            return OptionalLong.empty();
        }
    }

    static OptionalLong number(String answer) {
        Matcher one = ONE_NUMBER.matcher(answer == null ? "" : answer);
        return one.matches() ? OptionalLong.of(Long.parseLong(one.group(1))) : OptionalLong.empty();
    }
}
