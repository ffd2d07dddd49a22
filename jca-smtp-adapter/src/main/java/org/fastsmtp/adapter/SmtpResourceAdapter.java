package org.fastsmtp.adapter;

import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterInternalException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.util.Optional;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.net.ssl.SSLContext;
import javax.transaction.xa.XAResource;
import org.fastsmtp.smtp.AcceptAll;
import org.fastsmtp.smtp.MailPolicy;
import org.fastsmtp.smtp.listener.ListenerBean;
import org.fastsmtp.smtp.listener.SmtpListener;
import org.fastsmtp.smtp.listener.SmtpSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives mail over SMTP for one message-driven bean. The server may start the adapter more than once (an embedded archive and an entry
 * of the configuration), so starting it does nothing visible: sockets and MBean come with the bean's activation and go with it.
 */
public class SmtpResourceAdapter extends AdapterProperties implements ResourceAdapter {
    private static final Logger LOG = LoggerFactory.getLogger("org.fastsmtp.adapter");
    private static final String NAME = "org.fastsmtp:type=SmtpListener,name=\"smtp\"";

    private TransactionSynchronizationRegistry transactions;
    private Activation activation;

    @Override
    public synchronized void start(BootstrapContext context) {
        transactions = context.getTransactionSynchronizationRegistry();
    }

    /** @throws ResourceException when a port is taken, a certificate cannot be used or a property is no value of its form */
    @Override
    public synchronized void endpointActivation(MessageEndpointFactory endpoints, ActivationSpec spec)
            throws ResourceException {
        if (!(spec instanceof SmtpActivationSpec smtp)) {
            throw new NotSupportedException("the activation spec must be " + SmtpActivationSpec.class.getName());
        }
        if (activation != null) {
            throw new NotSupportedException(
                    "this adapter already serves a bean; a second one needs an adapter of its own");
        }
        AdapterSettings properties = new AdapterSettings(given());
        SmtpListener listener;
        try {
            SmtpSettings settings = properties.read();
            MailPolicy policy =
                    smtp.policyName().<MailPolicy>map(PolicyByName::new).orElseGet(AcceptAll::new);
            listener = new SmtpListener(
                    settings,
                    sslContext(properties.sslContext()).map(properties::lent),
                    policy,
                    new TransactionalHandover(endpoints, transactions),
                    Clock.systemUTC());
            listener.start();
        } catch (IllegalArgumentException | IOException e) {
            throw new ResourceAdapterInternalException("The SMTP listener did not start: " + e.getMessage(), e);
        }
        activation = new Activation(endpoints, listener, bean(listener));
    }

    @Override
    public synchronized void endpointDeactivation(MessageEndpointFactory endpoints, ActivationSpec spec) {
        if (activation != null && activation.endpoints().equals(endpoints)) {
            close();
        }
    }

    @Override
    public synchronized void stop() {
        if (activation != null) {
            close();
        }
    }

    /** Nothing to recover: the bean's resources recover for themselves. */
    @Override
    public XAResource[] getXAResources(ActivationSpec[] specs) {
        return new XAResource[0];
    }

    /** The server says several times that it is over (suspended, bean stopped, adapter stopped): the first one takes the activation. */
    private void close() {
        Activation ended = activation;
        activation = null;
        try {
            ended.listener().close();
        } finally {
            unregister(ended.bean());
        }
    }

    private static void unregister(ObjectName bean) {
        try {
            ManagementFactory.getPlatformMBeanServer().unregisterMBean(bean);
        } catch (JMException e) {
            LOG.warn("MBean {} was gone already", bean);
        }
    }

    private static ObjectName bean(SmtpListener listener) throws ResourceException {
        try {
            ObjectName name = new ObjectName(NAME);
            ManagementFactory.getPlatformMBeanServer().registerMBean(new ListenerBean(listener), name);
            return name;
        } catch (JMException e) {
            listener.close();
            throw new ResourceAdapterInternalException("another adapter has the MBean " + NAME, e);
        }
    }

    private static Optional<SSLContext> sslContext(Optional<String> name) throws ResourceException {
        if (name.isEmpty()) {
            return Optional.empty();
        }
        Optional<SSLContext> found = name.get().startsWith("java:")
                ? Names.find(name.get(), SSLContext.class)
                : ElytronContexts.find(name.get());
        return Optional.of(
                found.orElseThrow(() -> new ResourceAdapterInternalException("no SSLContext " + name.get())));
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }

    private record Activation(MessageEndpointFactory endpoints, SmtpListener listener, ObjectName bean) {}
}
