package org.fastsmtp.operations;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;

/** The facts that a readiness answer is made of (CONTRACT section 1.5). */
@ApplicationScoped
public class Readiness {
    private static final int PATIENCE_MILLIS = 2000;

    private final DataSource database;
    private final Settings settings;

    protected Readiness() {
        this(null, null);
    }

    @Inject
    public Readiness(DataSource database, Settings settings) {
        this.database = database;
        this.settings = settings;
    }

    /** Whether it answers a statement now, and has the schema: a database that comes back empty is not ready before it is made. */
    public boolean isDatabaseReachable() {
        try (Connection connection = database.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("SELECT version FROM changes WHERE topic = 'routing'")) {
            select.setQueryTimeout(PATIENCE_MILLIS / 1000);
            return select.execute();
        } catch (SQLException e) {
            return false;
        }
    }

    /** Deliveries not yet made or given up, over the whole log. */
    public Map<String, Long> queue() {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (String status : new String[] {"pending", "failed", "exhausted"}) {
            counts.put(status, 0L);
        }
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT status, COUNT(*) FROM delivery_log"
                        + " WHERE status IN ('pending', 'failed', 'exhausted') GROUP BY status");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                counts.put(row.getString(1), row.getLong(2));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the queue cannot be counted", e);
        }
        return counts;
    }

    /** Whether somebody listens on the configured port. */
    public boolean isSmtpListening() {
        String host = settings.get(Setting.SMTP_HOST);
        String local = host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(local, settings.get(Setting.SMTP_PORT)), PATIENCE_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
