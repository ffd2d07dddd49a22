package org.fastsmtp.operations;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
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

    /** Not a number when nobody can say. */
    double transactionsInLog() {
        try {
            server.invoke(new ObjectName(LOG_STORE), "probe", new Object[0], new String[0]);
            return server.queryNames(new ObjectName(LOG_STORE + ",transactions=*"), null)
                    .size();
        } catch (JMException e) {
            return Double.NaN;
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
