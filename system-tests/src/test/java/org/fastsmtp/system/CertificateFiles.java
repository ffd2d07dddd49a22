package org.fastsmtp.system;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/** A certificate and its key as PEM files, made by the JDK's keytool. */
final class CertificateFiles {
    private static final String PASSWORD = "password";

    private final Path directory;

    CertificateFiles() throws IOException {
        directory = Files.createTempDirectory(Server.work(), "tls-");
    }

    Path certificate() {
        return directory.resolve("cert.pem");
    }

    Path key() {
        return directory.resolve("key.pem");
    }

    /** In the place of those before, with so many days left. */
    CertificateFiles write(int days) throws IOException, GeneralSecurityException, InterruptedException {
        Path store = directory.resolve(System.nanoTime() + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "smtp",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-validity",
                        String.valueOf(days),
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.txt").toFile())
                .start();
        if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IllegalStateException(Files.readString(directory.resolve("keytool.txt")));
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        Files.writeString(
                key(),
                pem("PRIVATE KEY", keys.getKey("smtp", PASSWORD.toCharArray()).getEncoded()));
        Files.writeString(
                certificate(), pem("CERTIFICATE", keys.getCertificate("smtp").getEncoded()));
        return this;
    }

    private static String pem(String type, byte[] octets) {
        return "-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder().encodeToString(octets) + "\n-----END " + type
                + "-----\n";
    }
}
