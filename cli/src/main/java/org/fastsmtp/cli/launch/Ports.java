package org.fastsmtp.cli.launch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;

/** Whether the ports the server wants are free. It asks again itself; this is for a clear word before a long start. */
final class Ports {
    private record Listener(String purpose, String host, Setting<Integer> port) {}

    private Ports() {}

    /** One sentence for each port that two settings share. */
    static List<String> shared(Settings settings, Role role) {
        List<String> faults = new ArrayList<>();
        Map<Integer, String> seen = new HashMap<>();
        for (Listener listener : listeners(settings, role)) {
            int port = settings.get(listener.port);
            String other = seen.putIfAbsent(port, listener.port.variable());
            if (other != null) {
                faults.add(listener.port.variable() + ": port " + port + " is already that of " + other);
            }
        }
        return faults;
    }

    /** One sentence for each port that somebody else holds, naming the setting to change. */
    static List<String> taken(Settings settings, Role role) {
        List<String> faults = new ArrayList<>();
        for (Listener listener : listeners(settings, role)) {
            int port = settings.get(listener.port);
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getByName(listener.host), port));
            } catch (UnknownHostException e) {
                faults.add("the host " + listener.host + " for " + listener.purpose + " has no address");
            } catch (IOException e) {
                faults.add("port " + port + " for " + listener.purpose + " cannot be opened on " + listener.host
                        + ": it is taken, or this user may not open it; choose another with "
                        + listener.port.variable());
            }
        }
        return faults;
    }

    private static List<Listener> listeners(Settings settings, Role role) {
        List<Listener> listeners = new ArrayList<>();
        listeners.add(new Listener("the API", settings.get(Setting.API_HOST), Setting.API_PORT));
        listeners.add(new Listener("management", "127.0.0.1", Setting.MANAGEMENT_PORT));
        if (role == Role.ALL || role == Role.SMTP) {
            String host = settings.get(Setting.SMTP_HOST);
            listeners.add(new Listener("SMTP", host, Setting.SMTP_PORT));
            if (settings.get(Setting.SMTP_TLS_CERT).isPresent()
                    || !settings.get(Setting.SMTP_SSL_CONTEXT).isBlank()) {
                listeners.add(new Listener("SMTP over TLS", host, Setting.SMTP_TLS_PORT));
            }
        }
        return listeners;
    }
}
