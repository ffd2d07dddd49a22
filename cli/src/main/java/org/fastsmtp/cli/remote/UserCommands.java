package org.fastsmtp.cli.remote;

import java.util.List;
import org.fastsmtp.cli.Column;
import org.fastsmtp.cli.Confirmation;
import org.fastsmtp.cli.Expiry;
import org.fastsmtp.cli.Grace;
import org.fastsmtp.cli.KeyOutput;
import org.fastsmtp.cli.http.ApiClient;
import org.fastsmtp.cli.http.Places;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Users, for superusers. USER is an id or a name everywhere. */
@Command(name = "user", mixinStandardHelpOptions = true)
final class UserCommands {
    private static final Column[] COLUMNS = {
        Column.of("ID", "id"),
        Column.of("Username", "username"),
        Column.of("Email", "email"),
        Column.of("Active", "is_active"),
        Column.of("Superuser", "is_superuser")
    };

    @Command(name = "list", mixinStandardHelpOptions = true, description = "List users.")
    void list(@Mixin Session session) {
        session.printer().rows(session.api().list("/users"), "users", COLUMNS);
    }

    @Command(name = "get", mixinStandardHelpOptions = true, description = "Show a user.")
    void get(@Parameters(paramLabel = "USER") String user, @Mixin Session session) {
        ApiClient api = session.api();
        session.printer().object(api.object(new Places(api).user(user)), COLUMNS);
    }

    @Command(name = "create", mixinStandardHelpOptions = true, description = "Create a user.")
    void create(
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = {"-e", "--email"},
                            description = "Address.")
                    String email,
            @Option(names = "--superuser", description = "May do everything.") boolean superuser,
            @Mixin Session session) {
        Fields fields = new Fields().text("username", name).text("email", email).flag("is_superuser", superuser);
        session.printer().object(session.api().post("/users", fields.body()), COLUMNS);
    }

    @Command(name = "update", mixinStandardHelpOptions = true, description = "Change a user.")
    void update(
            @Parameters(paramLabel = "USER") String user,
            @Option(
                            names = {"-n", "--name"},
                            description = "Username.")
                    String name,
            @Option(
                            names = {"-e", "--email"},
                            description = "Address; an empty one removes it.")
                    String email,
            @Option(names = "--active", negatable = true, description = "Whether his keys are accepted.")
                    Boolean active,
            @Option(names = "--superuser", negatable = true, description = "Whether he may do everything.")
                    Boolean superuser,
            @Mixin Session session) {
        var change = new Fields()
                .text("username", name)
                .clearable("email", email)
                .flag("is_active", active)
                .flag("is_superuser", superuser)
                .change();
        ApiClient api = session.api();
        session.printer().object(api.put(new Places(api).user(user), change), COLUMNS);
    }

    @Command(
            name = "delete",
            mixinStandardHelpOptions = true,
            description = "Delete a user with his keys and memberships.")
    void delete(
            @Parameters(paramLabel = "USER") String user, @Mixin Confirmation confirmation, @Mixin Session session) {
        confirmation.ask("Delete user " + user + " with keys and memberships?");
        ApiClient api = session.api();
        session.printer().done("User deleted", api.delete(new Places(api).user(user)));
    }

    @Command(name = "create-key", mixinStandardHelpOptions = true, description = "Make a key for a user.")
    void createKey(
            @Parameters(paramLabel = "USER") String user,
            @Parameters(paramLabel = "NAME", arity = "0..1", defaultValue = "default") String name,
            @Option(
                            names = {"-s", "--scope"},
                            paramLabel = "SCOPE",
                            split = ",",
                            description = "A scope, e.g. recipients:read; may be repeated.")
                    List<String> scopes,
            @Mixin Expiry expiry,
            @Mixin Session session) {
        ApiClient api = session.api();
        Fields fields = new Fields()
                .text("name", name)
                .texts("scopes", scopes == null ? List.of() : scopes)
                .text("expires_at", expiry.at());
        KeyOutput.print(session.printer(), api.post(new Places(api).user(user) + "/keys", fields.body()));
    }

    @Command(name = "keys", mixinStandardHelpOptions = true, description = "List the keys of a user.")
    void keys(@Parameters(paramLabel = "USER") String user, @Mixin Session session) {
        ApiClient api = session.api();
        session.printer().rows(api.list(new Places(api).user(user) + "/keys"), "API keys", KeyOutput.COLUMNS);
    }

    @Command(name = "delete-key", mixinStandardHelpOptions = true, description = "Revoke a key of a user.")
    void deleteKey(
            @Parameters(paramLabel = "USER") String user,
            @Parameters(paramLabel = "ID") String id,
            @Mixin Confirmation confirmation,
            @Mixin Session session) {
        confirmation.ask("Delete API key " + id + " of " + user + "?");
        ApiClient api = session.api();
        session.printer()
                .done("API key deleted", api.delete(new Places(api).user(user) + "/keys/" + ApiClient.encoded(id)));
    }

    @Command(
            name = "rotate-key",
            mixinStandardHelpOptions = true,
            description = "Replace a key of a user by a new one.")
    void rotateKey(
            @Parameters(paramLabel = "USER") String user,
            @Parameters(paramLabel = "ID") String id,
            @Mixin Grace grace,
            @Mixin Session session) {
        ApiClient api = session.api();
        Rotation.print(session, api, new Places(api).user(user) + "/keys/" + ApiClient.encoded(id), grace);
    }
}
