package org.fastsmtp.cli.server;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import java.util.concurrent.Callable;
import org.fastsmtp.cli.Column;
import org.fastsmtp.cli.database.DatabaseAddress;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Every setting in force, and no secret ever. */
@Command(name = "show-config", mixinStandardHelpOptions = true)
final class ShowConfigCommand implements Callable<Integer> {
    @Mixin
    private Local local;

    @Override
    public Integer call() {
        Settings settings = local.settings();
        JsonArrayBuilder rows = Json.createArrayBuilder();
        for (Setting<?> setting : Setting.all()) {
            rows.add(Json.createObjectBuilder()
                    .add("setting", setting.name())
                    .add("value", shown(settings, setting))
                    .add("from", settings.isSet(setting) ? "set" : "default")
                    .add("variable", setting.variable()));
        }
        local.printer()
                .rows(
                        rows.build(),
                        "settings",
                        Column.of("Setting", "setting"),
                        Column.of("Value", "value"),
                        Column.of("From", "from"));
        return 0;
    }

    private static String shown(Settings settings, Setting<?> setting) {
        if (setting.equals(Setting.DATABASE_URL)) {
            return settings.get(Setting.DATABASE_URL)
                    .map(DatabaseAddress::masked)
                    .orElse("");
        }
        return settings.shown(setting);
    }
}
