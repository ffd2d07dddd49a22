package org.fastsmtp.adapter;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.reflect.Method;
import org.fastsmtp.smtp.Handover;
import org.fastsmtp.smtp.LogFields;
import org.fastsmtp.smtp.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands a mail to the bean inside the bean's transaction. Neither a normal return nor the absence of an exception proves a commit: a bean
 * that marked its transaction for rollback returns silently. Only the coordinator's own word counts, so a synchronization is registered
 * before the bean is called, and only while the container ends the transaction without complaint (docs/adapter.md has the table of exits).
 */
final class TransactionalHandover implements Handover {
    private static final Logger LOG = LoggerFactory.getLogger("org.fastsmtp.adapter");

    private final MessageEndpointFactory endpoints;
    private final TransactionSynchronizationRegistry transactions;
    private final Method receive;

    TransactionalHandover(MessageEndpointFactory endpoints, TransactionSynchronizationRegistry transactions) {
        this.endpoints = endpoints;
        this.transactions = transactions;
        try {
            receive = MailListener.class.getMethod("receive", Mail.class);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean take(Mail mail) {
        Completion completion = new Completion();
        try {
            MessageEndpoint endpoint = endpoints.createEndpoint(null);
            try {
                deliver(endpoint, mail, completion);
            } finally {
                endpoint.release();
            }
        } catch (Throwable e) {
            // The edge of the adapter: whatever it was (a bean's proxy lets undeclared checked exceptions through), the
            // coordinator's word below decides. Only names are logged: texts may hold content or addresses.
            LogFields.mail(
                    mail.id(),
                    () -> LOG.warn(
                            "mail={} handover failed: {} (cause {}), committed={}",
                            mail.id(),
                            e.getClass().getName(),
                            root(e).getClass().getName(),
                            completion.isCommitted()));
        }
        return completion.isCommitted();
    }

    /** Once beforeDelivery has started a transaction, afterDelivery must end it, whatever happens in between. */
    private void deliver(MessageEndpoint endpoint, Mail mail, Completion completion)
            throws ResourceException, NoSuchMethodException {
        endpoint.beforeDelivery(receive);
        Throwable first = null;
        try {
            // Fails when the bean has no transaction: then nothing is delivered, because nothing could be promised.
            transactions.registerInterposedSynchronization(completion);
            ((MailListener) endpoint).receive(mail);
        } catch (Throwable e) {
            first = e;
            throw e;
        } finally {
            end(endpoint, completion, first);
        }
    }

    private static void end(MessageEndpoint endpoint, Completion completion, Throwable first) throws ResourceException {
        try {
            endpoint.afterDelivery();
        } catch (ResourceException | RuntimeException e) {
            completion.failed();
            if (first == null) {
                throw e;
            }
            first.addSuppressed(e); // the first failure is the cause, this one its echo
        }
    }

    private static Throwable root(Throwable e) {
        Throwable cause = e;
        for (int depth = 0; cause.getCause() != null && depth < 20; depth++) {
            cause = cause.getCause();
        }
        return cause;
    }
}
