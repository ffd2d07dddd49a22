package org.fastsmtp.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.fastsmtp.settings.Settings;

/** What this is and which node of it. */
@ApplicationScoped
public class Product {
    private final String version;
    private final String instanceId;

    protected Product() {
        this.version = "";
        this.instanceId = "";
    }

    @Inject
    public Product(Settings settings) {
        String configured = settings.instanceId();
        this.instanceId = configured.isEmpty() ? hostName() : configured;
        try (InputStream text = Product.class.getResourceAsStream("version.txt")) {
            this.version = new String(text.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String version() {
        return version;
    }

    String instanceId() {
        return instanceId;
    }

    private static String hostName() {
        return Optional.ofNullable(System.getenv("HOSTNAME"))
                .filter(name -> !name.isBlank())
                .orElseGet(() -> {
                    try {
                        return InetAddress.getLocalHost().getHostName();
                    } catch (UnknownHostException e) {
                        return "localhost";
                    }
                });
    }
}
