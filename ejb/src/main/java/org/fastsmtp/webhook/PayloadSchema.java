package org.fastsmtp.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The published JSON Schema (draft 2020-12) of the payload. Keys may be added within a version; what is there keeps its meaning. */
public final class PayloadSchema {
    /** The value of the payload's {@code schema_version}. */
    public static final String VERSION = "1";

    private PayloadSchema() {}

    public static String text() {
        try (InputStream in = PayloadSchema.class.getResourceAsStream("payload.schema.json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
