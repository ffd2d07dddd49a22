package org.fastsmtp.cli.server;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.fastsmtp.cli.Failure;

/**
 * What the server command line does to the application: through the API of a running server, or on the database of a stopped one. Rows have the
 * API's keys either way. Whatever cannot be done is a {@link Failure}.
 */
interface Administration extends AutoCloseable {
    JsonArray users();

    JsonObject createUser(String name, Optional<String> email, boolean superuser);

    void deleteUser(String name);

    void setSuperuser(String name, boolean superuser);

    /** @return the API's object of a new key, with {@code key} in clear */
    JsonObject generateKey(String user, String name, List<String> scopes, Optional<String> expiresAt);

    /** The active keys of a user. */
    JsonArray keys(String user);

    /** @param key its id, or its prefix */
    void revokeKey(String user, String key);

    /** @return as {@link #generateKey} */
    JsonObject rotateKey(String user, String key, Optional<Duration> grace);

    JsonArray domains();

    JsonObject createDomain(String name);

    void deleteDomain(String name);

    void addMember(String domain, String user, String role);

    void removeMember(String domain, String user);

    /** Removes deliveries in a final state since before {@code cutoff}, or counts them. @param progress how many so far @return how many */
    long cleanup(Instant cutoff, boolean dryRun, LongConsumer progress);

    @Override
    void close();
}
