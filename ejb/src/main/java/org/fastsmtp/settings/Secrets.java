package org.fastsmtp.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals what must be readable again (AES-256-GCM) and digests what must only be recognised (HMAC-SHA-256), each under its own key derived
 * from the setting {@code encryption_key}, or from the file {@code encryption.key} in the data directory. Nodes that share a database share
 * that key.
 */
public final class Secrets {
    private static final int NONCE_OCTETS = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();
    private final SecretKeySpec sealing;
    private final SecretKeySpec digesting;

    /** @param master any text that is hard to guess */
    public Secrets(String master) {
        byte[] octets = master.getBytes(StandardCharsets.UTF_8);
        sealing = new SecretKeySpec(mac(new SecretKeySpec(octets, "HmacSHA256"), "fastsmtp seal 1"), "AES");
        digesting = new SecretKeySpec(mac(new SecretKeySpec(octets, "HmacSHA256"), "fastsmtp digest 1"), "HmacSHA256");
    }

    /** With the key set or, if none is, that of the data directory; made with mode 0600 when it is not there yet. */
    public static Secrets of(Settings settings) {
        return new Secrets(settings.get(Setting.ENCRYPTION_KEY)
                .orElseGet(() -> kept(settings.get(Setting.DATA_DIR).resolve("encryption.key"))));
    }

    /** Base64 of nonce and sealed text; never the same twice. */
    public String seal(String text) {
        byte[] nonce = new byte[NONCE_OCTETS];
        random.nextBytes(nonce);
        byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, text.getBytes(StandardCharsets.UTF_8), 0);
        byte[] both = new byte[nonce.length + sealed.length];
        System.arraycopy(nonce, 0, both, 0, nonce.length);
        System.arraycopy(sealed, 0, both, nonce.length, sealed.length);
        return Base64.getEncoder().encodeToString(both);
    }

    /** @throws IllegalStateException when it was sealed under another key or changed since */
    public String open(String sealed) {
        byte[] both;
        try {
            both = Base64.getDecoder().decode(sealed);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("sealed text is not base64", e);
        }
        if (both.length < NONCE_OCTETS + TAG_BITS / 8) {
            throw new IllegalStateException("sealed text is cut");
        }
        byte[] nonce = Arrays.copyOf(both, NONCE_OCTETS);
        return new String(cipher(Cipher.DECRYPT_MODE, nonce, both, NONCE_OCTETS), StandardCharsets.UTF_8);
    }

    /** 64 hexadecimal characters, always the same for the same text: for look-ups. */
    public String digest(String text) {
        return HexFormat.of().formatHex(mac(digesting, text));
    }

    private byte[] cipher(int mode, byte[] nonce, byte[] octets, int from) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, sealing, new GCMParameterSpec(TAG_BITS, nonce));
            return cipher.doFinal(octets, from, Math.max(0, octets.length - from));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot be sealed or opened with this encryption_key", e);
        }
    }

    private static byte[] mac(SecretKeySpec key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String kept(Path file) {
        try {
            if (!Files.exists(file)) {
                byte[] octets = new byte[32];
                new SecureRandom().nextBytes(octets);
                make(file, Base64.getEncoder().encodeToString(octets) + "\n");
            }
            String text = Files.readString(file).strip();
            if (text.isEmpty()) {
                throw new InvalidSettingException(file + " is empty: put the key back, or set FASTSMTP_ENCRYPTION_KEY");
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void make(Path file, String text) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        Path fresh = posix
                ? Files.createTempFile(
                        folder,
                        ".encryption",
                        "",
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
                : Files.createTempFile(folder, ".encryption", "");
        try {
            Files.writeString(fresh, text);
            // A link never replaces what another process made meanwhile.
            Files.createLink(file, fresh);
        } catch (FileAlreadyExistsException made) {
            // Somebody else was first: his key is the key.
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
