package org.fastsmtp.operations;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** What the server's own management says, read through JMX, where it shows its model in domain {@code jboss.as}. */
final class Management {
    static final String SERVER = "jboss.as:management-root=server";
    static final String LOG_STORE = "jboss.as:subsystem=transactions,log-store=log-store";
    static final String SMTP_LISTENER = "org.fastsmtp:type=SmtpListener,*";

    private static final String BEAN =
            "jboss.as:deployment=fastsmtp.ear,subdeployment=ejb.jar,subsystem=ejb3,message-driven-bean=";

    private final MBeanServer server;

    Management(MBeanServer server) {
        this.server = Objects.requireNonNull(server);
    }

    static String consumer(String name) {
        return BEAN + name;
    }

    /** Empty where there is no such MBean or attribute, or no value. */
    Optional<Object> attribute(String mbean, String attribute) {
        try {
            ObjectName name = new ObjectName(mbean);
            if (name.isPattern()) {
                Set<ObjectName> found = server.queryNames(name, null);
                if (found.isEmpty()) {
                    return Optional.empty();
                }
                name = found.iterator().next();
            }
            return Optional.ofNullable(server.getAttribute(name, attribute));
        } catch (JMException e) {
            return Optional.empty();
        }
    }

    OptionalLong number(String mbean, String attribute) {
        return attribute(mbean, attribute)
                .filter(Number.class::isInstance)
                .map(value -> OptionalLong.of(((Number) value).longValue()))
                .orElse(OptionalLong.empty());
    }

    /** Empty when nobody can say. */
    Optional<Boolean> flag(String mbean, String attribute) {
        return attribute(mbean, attribute).filter(Boolean.class::isInstance).map(Boolean.class::cast);
    }

    /** Prepared and not ended: recovery will end them. Not a number when nobody can say. */
    double transactionsInDoubt() {
        return transactions(transaction -> !isHeuristic(transaction));
    }

    /** Ended without anybody knowing how: recovery has nothing left to do. Not a number when nobody can say. */
    double transactionsHeuristic() {
        return transactions(this::isHeuristic);
    }

    private double transactions(Predicate<ObjectName> wanted) {
        try {
            server.invoke(new ObjectName(LOG_STORE), "probe", new Object[0], new String[0]);
            return server.queryNames(new ObjectName(LOG_STORE + ",transactions=*"), null).stream()
                    .filter(wanted)
                    .count();
        } catch (JMException e) {
            return Double.NaN;
        }
    }

    /** Whether each of its participants is; one that is merely prepared waits for recovery, and so does the transaction. */
    private boolean isHeuristic(ObjectName transaction) {
        try {
            Set<ObjectName> participants =
                    server.queryNames(new ObjectName(transaction.getCanonicalName() + ",participants=*"), null);
            return !participants.isEmpty()
                    && participants.stream()
                            .allMatch(participant -> attribute(participant.getCanonicalName(), "status")
                                    .filter(status -> status.toString().startsWith("HEURISTIC"))
                                    .isPresent());
        } catch (MalformedObjectNameException e) {
            throw new IllegalStateException(e); // a name that the server gave itself, and a word more
        }
    }

    /** @throws IllegalStateException the server refused; the text names the operation only */
    void invoke(String mbean, String operation) {
        try {
            server.invoke(new ObjectName(mbean), operation, new Object[0], new String[0]);
        } catch (MalformedObjectNameException e) {
            throw new IllegalArgumentException(mbean, e);
        } catch (JMException e) {
            throw new IllegalStateException("the server refused " + operation + " of " + mbean, e);
        }
    }
}
