package org.fastsmtp.cli.launch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;

/** Settings of TLS that exclude each other: where TLS is required, nothing starts in the clear (CONTRACT section 12). */
final class TlsCheck {
    private TlsCheck() {}

    static List<String> faults(Settings settings) {
        List<String> faults = new ArrayList<>();
        // An Elytron context by name is the server's to judge.
        boolean required = settings.get(Setting.SMTP_REQUIRE_STARTTLS)
                && settings.get(Setting.SMTP_SSL_CONTEXT).isBlank();
        for (Setting<Optional<Path>> setting : List.of(Setting.SMTP_TLS_CERT, Setting.SMTP_TLS_KEY)) {
            Setting<Optional<Path>> other =
                    setting == Setting.SMTP_TLS_CERT ? Setting.SMTP_TLS_KEY : Setting.SMTP_TLS_CERT;
            Optional<Path> file = settings.get(setting);
            if (file.isEmpty() && settings.get(other).isPresent()) {
                faults.add(setting.variable() + ": missing, but " + other.variable() + " is set");
            } else if (file.isEmpty() && required) {
                faults.add(
                        setting.variable() + ": missing, but " + Setting.SMTP_REQUIRE_STARTTLS.variable() + " is set");
            } else if (file.isPresent() && !Files.isReadable(file.get())) {
                faults.add(setting.variable() + ": no readable file '" + file.get() + "'");
            }
        }
        return faults;
    }
}
