package org.fastsmtp.adapter;

import java.lang.reflect.Method;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SSL contexts of WildFly's Elytron subsystem by the name of their resource. Elytron binds them nowhere in JNDI: they are services of the server,
 * asked for by reflection, so that the adapter needs no class of WildFly and runs elsewhere, without this.
 */
final class ElytronContexts {
    private static final Logger LOG = LoggerFactory.getLogger("org.fastsmtp.adapter");

    private static final String CAPABILITY = "org.wildfly.security.ssl-context";
    private static final long PATIENCE_SECONDS = 30;

    private ElytronContexts() {}

    /** Empty when there is none of this name, or no WildFly; the log says so. */
    static Optional<SSLContext> find(String name) {
        try {
            Class<?> modules = Class.forName("org.jboss.modules.Module", true, ClassLoader.getSystemClassLoader());
            Object loader = modules.getMethod("getBootModuleLoader").invoke(null);
            Method load = loader.getClass().getMethod("loadModule", String.class);
            Method classLoader = modules.getMethod("getClassLoader");
            ClassLoader server = (ClassLoader) classLoader.invoke(load.invoke(loader, "org.jboss.as.server"));
            ClassLoader services = (ClassLoader) classLoader.invoke(load.invoke(loader, "org.jboss.msc"));

            Class<?> serviceName = Class.forName("org.jboss.msc.service.ServiceName", true, services);
            Object service = serviceName
                    .getMethod("append", String[].class)
                    .invoke(serviceName.getMethod("parse", String.class).invoke(null, CAPABILITY), (Object)
                            new String[] {name});
            Object container = Class.forName("org.jboss.as.server.CurrentServiceContainer", true, server)
                    .getMethod("getServiceContainer")
                    .invoke(null);
            Object controller = Class.forName("org.jboss.msc.service.ServiceRegistry", true, services)
                    .getMethod("getService", serviceName)
                    .invoke(container, service);
            if (controller == null) {
                LOG.warn("no SSL context {} in the Elytron subsystem", name);
                return Optional.empty();
            }
            // The server starts it beside the deployments.
            Object context = Class.forName("org.jboss.msc.service.ServiceController", true, services)
                    .getMethod("awaitValue", long.class, TimeUnit.class)
                    .invoke(controller, PATIENCE_SECONDS, TimeUnit.SECONDS);
            return Optional.of((SSLContext) context);
        } catch (ReflectiveOperationException | ClassCastException e) {
            LOG.warn("no SSL context {} from Elytron", name, e);
            return Optional.empty();
        }
    }
}
