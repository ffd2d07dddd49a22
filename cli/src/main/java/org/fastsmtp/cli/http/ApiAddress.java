package org.fastsmtp.cli.http;

import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;

/** Where the API of the server on this machine answers. */
public record ApiAddress(String host, int port) {
    public static ApiAddress of(Settings settings) {
        String host = settings.get(Setting.API_HOST);
        boolean every = host.equals("0.0.0.0") || host.equals("::") || host.equals("[::]");
        return new ApiAddress(every ? "127.0.0.1" : host, settings.get(Setting.API_PORT));
    }

    public String url() {
        boolean bare = host.contains(":") && !host.startsWith("[");
        return "http://" + (bare ? "[" + host + "]" : host) + ":" + port;
    }
}
