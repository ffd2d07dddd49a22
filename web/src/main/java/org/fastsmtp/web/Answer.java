package org.fastsmtp.web;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonValue;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.fastsmtp.json.Json;
import org.fastsmtp.json.WireTime;

/** Answers in the contract's shape, and values in its notation. */
public final class Answer {
    private static final String JSON = "application/json";

    private Answer() {}

    public static Response ok(JsonValue body) {
        return of(200, body);
    }

    public static Response created(JsonValue body) {
        return of(201, body);
    }

    /** {@code {"message": "…"}}: what a DELETE answers (CONTRACT section 1.1). */
    public static Response message(String text) {
        return ok(Json.createObjectBuilder().add("message", text).build());
    }

    /** A bare array, as every list is. */
    public static <T> Response list(Collection<T> items, Function<T, ? extends JsonValue> json) {
        JsonArrayBuilder array = Json.createArrayBuilder();
        items.forEach(item -> array.add(json.apply(item)));
        return ok(array.build());
    }

    static Response of(int status, JsonValue body) {
        return Response.status(status).type(JSON).entity(body.toString()).build();
    }

    static String detail(String text) {
        return Json.createObjectBuilder().add("detail", text).build().toString();
    }

    /** In UTC with {@code Z} and microseconds; the fraction is left out when it is zero. */
    public static JsonValue time(Instant instant) {
        return Json.createValue(WireTime.format(instant));
    }

    public static JsonValue time(OffsetDateTime time) {
        return time(time.toInstant());
    }

    /** A text or null. */
    public static JsonValue text(Optional<String> text) {
        return text.<JsonValue>map(Json::createValue).orElse(JsonValue.NULL);
    }

    public static JsonValue id(UUID id) {
        return Json.createValue(id.toString());
    }

    public static JsonValue bool(boolean value) {
        return value ? JsonValue.TRUE : JsonValue.FALSE;
    }

    /** Null or what {@code json} makes of the value: {@code Answer.orNull(row.expiresAt(), Answer::time)}. */
    public static <T> JsonValue orNull(Optional<T> value, Function<T, ? extends JsonValue> json) {
        return value.<JsonValue>map(json).orElse(JsonValue.NULL);
    }

    public static JsonValue texts(Collection<String> texts) {
        return Json.createArrayBuilder(texts).build();
    }
}
