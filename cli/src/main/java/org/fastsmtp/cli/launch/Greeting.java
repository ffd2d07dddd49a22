package org.fastsmtp.cli.launch;

import java.nio.file.Path;
import org.fastsmtp.cli.http.ApiAddress;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;

/**
 * What the launcher says once the server is ready: the addresses and the next step to try.
 *
 * @param probe host and port of the API, for the script that waits for it
 * @param rootKeyFile empty when root's key is a setting
 */
record Greeting(String probe, String api, String smtp, String rootKeyFile) {
    static Greeting of(Settings settings, Role role, String rootKeyFile) {
        ApiAddress api = ApiAddress.of(settings);
        String smtp = "";
        if (role == Role.ALL || role == Role.SMTP) {
            smtp = settings.get(Setting.SMTP_HOST) + ":" + settings.get(Setting.SMTP_PORT);
            if (settings.get(Setting.SMTP_TLS_CERT).isPresent()) {
                smtp += ", with TLS from the start on " + settings.get(Setting.SMTP_TLS_PORT);
            }
        }
        return new Greeting(api.host() + " " + api.port(), api.url(), smtp, rootKeyFile);
    }

    String text(Path data) {
        String key = rootKeyFile.isEmpty() ? "$FASTSMTP_ROOT_API_KEY" : "$(cat '" + rootKeyFile + "')";
        StringBuilder text = new StringBuilder();
        if (!smtp.isEmpty()) {
            text.append("  SMTP      ").append(smtp).append('\n');
        }
        text.append("  API       ")
                .append(api)
                .append("/api/v1 (documentation: ")
                .append(api)
                .append("/docs)\n");
        text.append("  data      ").append(data).append('\n');
        if (!rootKeyFile.isEmpty()) {
            text.append("  root key  ").append(rootKeyFile).append('\n');
        }
        text.append("Next, create a domain:\n");
        text.append("  curl -H \"X-API-Key: ").append(key).append("\" -H 'Content-Type: application/json' \\\n");
        text.append("    -d '{\"domain_name\": \"example.com\"}' ").append(api).append("/api/v1/domains\n");
        return text.toString();
    }
}
