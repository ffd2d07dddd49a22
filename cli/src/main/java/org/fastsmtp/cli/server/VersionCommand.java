package org.fastsmtp.cli.server;

import jakarta.json.Json;
import java.util.concurrent.Callable;
import org.fastsmtp.cli.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code FastSMTP version 1.0.0}. */
@Command(name = "version", mixinStandardHelpOptions = true)
final class VersionCommand implements Callable<Integer> {
    @Mixin
    private Local local;

    @Override
    public Integer call() {
        local.printer()
                .done(
                        "FastSMTP version " + Version.text(),
                        Json.createObjectBuilder()
                                .add("version", Version.text())
                                .build());
        return 0;
    }
}
