package org.fastsmtp.delivery;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** Counts the statements that go to the database: executions, a batch being one. */
final class CountingDataSource implements DataSource {
    private final DataSource inner;
    final AtomicInteger statements = new AtomicInteger();
    final AtomicInteger connectionsOut = new AtomicInteger();

    CountingDataSource(DataSource inner) {
        this.inner = inner;
    }

    @Override
    public Connection getConnection() throws SQLException {
        connectionsOut.incrementAndGet();
        Connection connection = inner.getConnection();
        return (Connection) proxy(Connection.class, connection, (method, result) -> {
            if (method.equals("close")) {
                connectionsOut.decrementAndGet();
            }
            return result instanceof PreparedStatement statement
                    ? proxy(PreparedStatement.class, statement, (call, value) -> {
                        if (call.startsWith("execute")) {
                            statements.incrementAndGet();
                        }
                        return value;
                    })
                    : result;
        });
    }

    private static Object proxy(Class<?> type, Object target, Seen seen) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
            try {
                return seen.seen(method.getName(), method.invoke(target, arguments));
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }

    @FunctionalInterface
    private interface Seen {
        Object seen(String method, Object result);
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return inner.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        inner.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        inner.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return inner.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return inner.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return inner.isWrapperFor(type);
    }
}
