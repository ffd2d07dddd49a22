package org.fastsmtp.delivery;

import java.util.Map;

/** Opens what lies sealed in a recipient's row; a plain reader in tests. */
public interface Seals {
    /** @param column {@code webhook_headers}, JSON */
    Map<String, String> headers(String column);

    /** @param column {@code webhook_secret} or {@code previous_webhook_secret} */
    String secret(String column);
}
