package org.fastsmtp.adapter;

import java.util.Optional;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Objects of the server by their JNDI names. The names come from the deployment and the administrator, never from a client. */
final class Names {
    private static final Logger LOG = LoggerFactory.getLogger("org.fastsmtp.adapter");

    private Names() {}

    /** Empty when nothing of that type has this name now; the log says so. */
    @SuppressWarnings("BanJNDI") // no name of a client ever gets here
    static <T> Optional<T> find(String name, Class<T> type) {
        try {
            return Optional.of(type.cast(new InitialContext().lookup(name)));
        } catch (NamingException | ClassCastException e) {
            LOG.warn("no {} at {}: {}", type.getSimpleName(), name, e.getClass().getName());
            return Optional.empty();
        }
    }
}
