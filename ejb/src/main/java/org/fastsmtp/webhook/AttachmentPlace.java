package org.fastsmtp.webhook;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** Where a receiver finds an attachment's content (CONTRACT section 3.3). */
public sealed interface AttachmentPlace {
    /** In the payload, as base64, within the limits. */
    AttachmentPlace INLINE = new Inline(false, Optional.empty());

    /** In the payload because storage failed. */
    AttachmentPlace FALLBACK = new Inline(true, Optional.empty());

    /** Nowhere: only what it was is told. */
    AttachmentPlace NONE = new None();

    /**
     * @param fallback whether it should have been in S3
     * @param later where in S3 it will be, once it is uploaded
     */
    record Inline(boolean fallback, Optional<S3> later) implements AttachmentPlace {
        public Inline {
            Objects.requireNonNull(later);
        }
    }

    /** Only metadata. */
    record None() implements AttachmentPlace {}

    /**
     * In an S3 bucket.
     *
     * @param url plain address of the object
     * @param presignedUrl an address that needs no credentials
     * @param expiresAt until when {@code presignedUrl} works
     */
    record S3(String bucket, String key, String url, Optional<String> presignedUrl, Optional<Instant> expiresAt)
            implements AttachmentPlace {
        public S3 {
            Objects.requireNonNull(bucket);
            Objects.requireNonNull(key);
            Objects.requireNonNull(url);
            Objects.requireNonNull(presignedUrl);
            Objects.requireNonNull(expiresAt);
        }
    }
}
