package org.fastsmtp.authentication;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.fastsmtp.settings.Settings;

/** Puts the objects of this feature together: one resolver with its cache for the deployment, closed with it. */
@ApplicationScoped
public class AuthenticationBeans {
    @Produces
    @Singleton
    DnsResolver dnsResolver(Settings settings) {
        return DnsResolver.of(settings);
    }

    void close(@Disposes DnsResolver resolver) {
        resolver.close();
    }

    @Produces
    @Singleton
    SenderAuthentication senderAuthentication(Settings settings, DnsResolver dns, Clock clock) {
        return SenderAuthentication.of(settings, dns, clock);
    }
}
