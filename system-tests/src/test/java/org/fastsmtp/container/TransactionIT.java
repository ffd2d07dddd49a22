package org.fastsmtp.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import jakarta.annotation.Resource;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.transaction.UserTransaction;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Queue and database in one XA transaction, as somebody's own bean beside FastSMTP would use them: both or neither. */
@ExtendWith(ArquillianExtension.class)
class TransactionIT {
    @Resource(lookup = "java:jboss/datasources/FastSMTPDS")
    private DataSource database;

    @Resource(lookup = "java:/JmsXA")
    private ConnectionFactory connections;

    @Resource(lookup = "java:/jms/queue/DLQ")
    private Queue queue;

    @Resource(lookup = "java:comp/UserTransaction")
    private UserTransaction transaction;

    @Deployment
    static JavaArchive deployment() {
        return ShrinkWrap.create(JavaArchive.class, "transaction-it.jar")
                .addPackage(TransactionIT.class.getPackage())
                .addAsManifestResource(EmptyAsset.INSTANCE, "beans.xml");
    }

    @Test
    void a_commit_shows_in_the_queue_and_in_the_database() throws Exception {
        String topic = "container-" + UUID.randomUUID();
        transaction.begin();
        write(topic);
        transaction.commit();

        assertEquals(1, rows(topic));
        assertEquals(topic, received(topic));
    }

    @Test
    void a_rollback_leaves_neither_a_message_nor_a_row() throws Exception {
        String topic = "container-" + UUID.randomUUID();
        transaction.begin();
        write(topic);
        transaction.rollback();

        assertEquals(0, rows(topic));
        assertNull(received(topic));
    }

    @Test
    void what_is_marked_for_rollback_does_not_commit() throws Exception {
        String topic = "container-" + UUID.randomUUID();
        transaction.begin();
        write(topic);
        transaction.setRollbackOnly();
        transaction.rollback();

        assertEquals(0, rows(topic));
        assertNull(received(topic));
    }

    private void write(String topic) throws SQLException {
        try (JMSContext context = connections.createContext()) {
            context.createProducer().setProperty("topic", topic).send(queue, topic);
        }
        try (Connection connection = database.getConnection();
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO changes (topic, version) VALUES (?, 1)")) {
            insert.setString(1, topic);
            insert.executeUpdate();
        }
    }

    private int rows(String topic) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("SELECT COUNT(*) FROM changes WHERE topic = ?")) {
            select.setString(1, topic);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    private String received(String topic) throws Exception {
        try (JMSContext context = connections.createContext()) {
            Message message =
                    context.createConsumer(queue, "topic = '" + topic + "'").receive(1000);
            return message == null ? null : message.getBody(String.class);
        }
    }
}
