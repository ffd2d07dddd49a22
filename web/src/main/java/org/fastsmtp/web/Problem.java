package org.fastsmtp.web;

import java.util.Map;

/** An answer other than success, as {@code {"detail": "…"}} (CONTRACT section 1.1). The text is for the client: no secret, no exception text. */
public final class Problem extends RuntimeException {
    private final int status;
    private final Map<String, String> headers;

    public Problem(int status, String detail) {
        this(status, detail, Map.of());
    }

    Problem(int status, String detail, Map<String, String> headers) {
        super(detail, null, false, false);
        this.status = status;
        this.headers = Map.copyOf(headers);
    }

    public static Problem badRequest(String detail) {
        return new Problem(400, detail);
    }

    public static Problem forbidden(String detail) {
        return new Problem(403, detail);
    }

    public static Problem notFound(String detail) {
        return new Problem(404, detail);
    }

    public static Problem conflict(String detail) {
        return new Problem(409, detail);
    }

    /** The string form of 422: not a fault of one field but of the settings (CONTRACT section 10). */
    public static Problem unprocessable(String detail) {
        return new Problem(422, detail);
    }

    public int status() {
        return status;
    }

    public String detail() {
        return getMessage();
    }

    Map<String, String> headers() {
        return headers;
    }
}
