package org.fastsmtp.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.fastsmtp.settings.InvalidSettingException;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;

/** Root's key: the setting, or the file {@code root.key} that the launcher makes in the data directory (CONTRACT section 12). */
public final class RootKey {
    private final byte[] digest;

    public RootKey(String key) {
        digest = digestOf(key);
    }

    public static RootKey of(Settings settings) {
        return new RootKey(settings.get(Setting.ROOT_API_KEY)
                .orElseGet(() -> read(settings.get(Setting.DATA_DIR).resolve("root.key"))));
    }

    /** Digests are compared, not keys: equal length, constant time. */
    byte[] digest() {
        return digest.clone();
    }

    static byte[] digestOf(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String read(Path file) {
        try {
            String key = Files.readString(file).strip();
            if (key.isEmpty()) {
                throw new InvalidSettingException(file + " is empty");
            }
            return key;
        } catch (IOException e) {
            throw new UncheckedIOException("FASTSMTP_ROOT_API_KEY is not set and root.key cannot be read", e);
        }
    }
}
