package org.fastsmtp.cli.server;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.fastsmtp.cli.Column;
import org.fastsmtp.cli.Failure;
import org.fastsmtp.cli.database.DatabaseAddress;
import org.fastsmtp.schema.Schema;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The schema of the database. The server brings it up to date itself at its start. */
@Command(name = "db", mixinStandardHelpOptions = true)
final class DbCommands {
    @Command(name = "upgrade", mixinStandardHelpOptions = true, description = "Apply the migrations that are missing.")
    void upgrade(
            @Parameters(arity = "0..1", paramLabel = "head", defaultValue = "head", description = "Always the newest.")
                    String revision,
            @Mixin Local local) {
        if (!revision.equals("head")) {
            throw Failure.usage("only head can be upgraded to: migrations are applied in order, up to the newest");
        }
        DatabaseAddress address = local.database(local.settings());
        if (address.kind() == DatabaseAddress.Kind.H2 && Databases.isHeld(address)) {
            int pending = Databases.reading(
                    address, database -> flyway(database).info().pending().length);
            if (pending > 0) {
                throw Failure.failed("the running server holds the embedded database: stop it first");
            }
            done(local, 0);
            return;
        }
        try {
            Local.makeDirectory(address);
            done(local, flyway(Databases.open(address)).migrate().migrationsExecuted);
        } catch (FlywayException e) {
            throw failed(e);
        }
    }

    @Command(name = "downgrade", hidden = true, description = "Of the original; says what to do instead.")
    void downgrade(@Parameters(arity = "0..*") List<String> revision) {
        throw Failure.usage("migrations only go forward: to go back, restore a backup (docs/operations.md)");
    }

    @Command(name = "revision", hidden = true, description = "Of the original; says what to do instead.")
    void revision(
            @Option(names = {"-m", "--message"}) String message, @Option(names = "--no-autogenerate") boolean empty) {
        throw Failure.usage("the schema belongs to the version: `fastsmtp db upgrade` applies it");
    }

    @Command(name = "current", mixinStandardHelpOptions = true, description = "Show the schema's version.")
    void current(@Mixin Local local) {
        Optional<MigrationInfo> current = Databases.reading(
                local.database(local.settings()),
                database -> Optional.ofNullable(flyway(database).info().current()));
        String version = current.map(DbCommands::version).orElse("none");
        local.printer()
                .done(
                        version,
                        Json.createObjectBuilder().add("version", version).build());
    }

    @Command(
            name = "history",
            mixinStandardHelpOptions = true,
            description = "Show every migration and whether it was applied.")
    void history(@Mixin Local local) {
        JsonArray rows = Databases.reading(local.database(local.settings()), database -> {
            JsonArrayBuilder migrations = Json.createArrayBuilder();
            for (MigrationInfo info : flyway(database).info().all()) {
                var row = Json.createObjectBuilder()
                        .add("version", version(info))
                        .add("description", info.getDescription())
                        .add("state", info.getState().getDisplayName());
                if (info.getInstalledOn() == null) {
                    row.addNull("installed_on");
                } else {
                    row.add("installed_on", info.getInstalledOn().toInstant().toString());
                }
                migrations.add(row);
            }
            return migrations.build();
        });
        local.printer()
                .rows(
                        rows,
                        "migrations",
                        Column.of("Version", "version"),
                        Column.of("Description", "description"),
                        Column.of("State", "state"),
                        Column.of("Applied", "installed_on"));
    }

    @Command(
            name = "validate",
            mixinStandardHelpOptions = true,
            description = "Compare what was applied with this version; exit 1 if it differs.")
    void validate(@Mixin Local local) {
        List<String> faults = Databases.reading(
                local.database(local.settings()),
                database -> flyway(database).validateWithResult().invalidMigrations.stream()
                        .map(fault -> (fault.version == null ? "" : fault.version + " ") + fault.description + ": "
                                + (fault.errorDetails == null ? "differs" : fault.errorDetails.errorMessage))
                        .toList());
        if (!faults.isEmpty()) {
            throw Failure.failed(String.join(System.lineSeparator(), faults));
        }
        local.printer()
                .done(
                        "The schema is that of this version",
                        Json.createObjectBuilder().add("valid", true).build());
    }

    private static void done(Local local, int applied) {
        local.printer()
                .done(
                        applied == 0 ? "The schema is up to date" : "Applied " + applied + " migrations",
                        Json.createObjectBuilder().add("applied", applied).build());
    }

    private static Flyway flyway(DataSource database) {
        return new Schema(database).flyway();
    }

    private static String version(MigrationInfo info) {
        return info.getVersion() == null ? "" : info.getVersion().getVersion();
    }

    private static Failure failed(FlywayException e) {
        return Failure.failed("the migration failed and was rolled back: " + e.getErrorCode());
    }
}
