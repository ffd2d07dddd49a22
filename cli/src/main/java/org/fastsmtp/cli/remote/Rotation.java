package org.fastsmtp.cli.remote;

import jakarta.json.JsonObject;
import org.fastsmtp.cli.Grace;
import org.fastsmtp.cli.KeyOutput;
import org.fastsmtp.cli.http.ApiClient;

/** A key replaced by a new one, which is shown. */
final class Rotation {
    private Rotation() {}

    /** @param key path of the key */
    static void print(Session session, ApiClient api, String key, Grace grace) {
        String path = key + "/rotate";
        // Without a grace no body: so every server understands it.
        JsonObject made = grace.time()
                .map(time -> api.post(
                        path, new Fields().text("grace", time.toString()).body()))
                .orElseGet(() -> api.post(path));
        KeyOutput.print(session.printer(), made);
    }
}
