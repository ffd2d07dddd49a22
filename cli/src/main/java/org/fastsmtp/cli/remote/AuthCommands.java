package org.fastsmtp.cli.remote;

import static org.fastsmtp.cli.http.ApiClient.encoded;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.List;
import org.fastsmtp.cli.Column;
import org.fastsmtp.cli.Confirmation;
import org.fastsmtp.cli.Expiry;
import org.fastsmtp.cli.Grace;
import org.fastsmtp.cli.KeyOutput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Who the key belongs to, and its owner's keys. */
@Command(name = "auth", mixinStandardHelpOptions = true)
final class AuthCommands {
    @Command(name = "whoami", mixinStandardHelpOptions = true, description = "Whom the key belongs to.")
    void whoami(@Mixin Session session) {
        JsonObject me = session.api().object("/auth/me");
        // One level, for the table; JSON output is the answer itself.
        JsonObject flat = Json.createObjectBuilder(me.getJsonObject("user"))
                .add("domains", me.get("domains"))
                .add("is_root", me.get("is_root"))
                .build();
        session.printer()
                .either(
                        me,
                        flat,
                        Column.of("Username", "username"),
                        Column.of("Email", "email"),
                        Column.of("ID", "id"),
                        Column.of("Superuser", "is_superuser"),
                        Column.of("Root", "is_root"),
                        Column.of("Domains", "domains"));
    }

    @Command(name = "keys", mixinStandardHelpOptions = true, description = "List your keys.")
    void keys(@Mixin Session session) {
        session.printer().rows(session.api().list("/auth/keys"), "API keys", KeyOutput.COLUMNS);
    }

    @Command(name = "create-key", mixinStandardHelpOptions = true, description = "Make a key for yourself.")
    void createKey(
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = {"-s", "--scope"},
                            paramLabel = "SCOPE",
                            split = ",",
                            description = "A scope, e.g. recipients:read; may be repeated.")
                    List<String> scopes,
            @Mixin Expiry expiry,
            @Mixin Session session) {
        KeyOutput.print(
                session.printer(),
                session.api()
                        .post(
                                "/auth/keys",
                                new Fields()
                                        .text("name", name)
                                        .texts("scopes", scopes == null ? List.of() : scopes)
                                        .text("expires_at", expiry.at())
                                        .body()));
    }

    @Command(name = "delete-key", mixinStandardHelpOptions = true, description = "Revoke a key of yours.")
    void deleteKey(@Parameters(paramLabel = "ID") String id, @Mixin Confirmation confirmation, @Mixin Session session) {
        confirmation.ask("Delete API key " + id + "?");
        session.printer().done("API key deleted", session.api().delete("/auth/keys/" + encoded(id)));
    }

    @Command(name = "rotate-key", mixinStandardHelpOptions = true, description = "Replace a key of yours by a new one.")
    void rotateKey(@Parameters(paramLabel = "ID") String id, @Mixin Grace grace, @Mixin Session session) {
        Rotation.print(session, session.api(), "/auth/keys/" + encoded(id), grace);
    }
}
