package org.fastsmtp.broker;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Local;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.Queue;
import java.lang.management.ManagementFactory;
import java.util.OptionalLong;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * The broker of this server: the one inside, unless the configuration names the queues of another (system property
 * {@code fastsmtp.broker.queues}, written by configure-broker-remote.cli). Outside every transaction: a question is no part of anybody's work.
 */
@Singleton
@Local(QueueFigures.class)
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Broker implements QueueFigures {
    private static final String MANAGEMENT = "java:/jms/queue/broker-management";

    @Resource(lookup = "java:/JmsXA")
    private ConnectionFactory connections;

    private QueueFigures figures;

    @PostConstruct
    void choose() {
        String prefix = System.getProperty("fastsmtp.broker.queues", "");
        if (prefix.isEmpty()) {
            figures = new EmbeddedFigures(ManagementFactory.getPlatformMBeanServer());
            return;
        }
        figures = new RemoteFigures(connections, management(), prefix);
    }

    /** Looked up, not injected: with the broker inside it is not there. */
    @SuppressWarnings("BanJNDI") // a constant name in this server's own tree
    private static Queue management() {
        try {
            return InitialContext.doLookup(MANAGEMENT);
        } catch (NamingException e) {
            throw new IllegalStateException("no " + MANAGEMENT + ": run configure-broker-remote.cli again", e);
        }
    }

    @Override
    public OptionalLong figure(String queue, Figure figure) {
        return figures.figure(queue, figure);
    }
}
