package org.fastsmtp.web;

import org.fastsmtp.json.Json;

/** 429 in the contract's shape (CONTRACT section 1.1). */
final class TooManyRequests extends RuntimeException {
    private final int retryAfter;

    TooManyRequests(String detail, int retryAfter) {
        super(detail, null, false, false);
        this.retryAfter = retryAfter;
    }

    /** Seconds. */
    int retryAfter() {
        return retryAfter;
    }

    String json() {
        return Json.createObjectBuilder()
                .add("detail", getMessage())
                .add("retry_after", retryAfter)
                .build()
                .toString();
    }
}
