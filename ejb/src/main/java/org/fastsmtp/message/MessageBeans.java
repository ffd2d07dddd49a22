package org.fastsmtp.message;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Puts the objects of this feature together. */
@ApplicationScoped
public class MessageBeans {
    @Produces
    @Singleton
    MessageParser messageParser() {
        return new MessageParser(MessageLimits.DEFAULT);
    }
}
