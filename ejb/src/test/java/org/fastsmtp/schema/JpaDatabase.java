package org.fastsmtp.schema;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.Function;
import javax.sql.DataSource;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.cfg.Configuration;
import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.type.descriptor.java.JavaType;
import org.hibernate.type.format.FormatMapper;

/** Rows mapped as the server maps them, over a real database without a container: one call, one transaction. */
public final class JpaDatabase implements AutoCloseable {
    private final DataSource database;
    private final EntityManagerFactory factory;

    public JpaDatabase(DataSource database, Class<?>... rows) {
        this.database = database;
        Configuration configuration = new Configuration()
                .setProperty("hibernate.xml_mapping_enabled", "false")
                .setProperty("hibernate.type.preferred_uuid_jdbc_type", "UUID")
                .setProperty("hibernate.timezone.default_storage", "NORMALIZE_UTC");
        for (Class<?> row : rows) {
            configuration.addAnnotatedClass(row);
        }
        configuration.getProperties().put(AvailableSettings.JAKARTA_NON_JTA_DATASOURCE, database);
        // Nothing is mapped as JSON; without one given Hibernate looks for a JSON binding, which only the server has.
        configuration.getProperties().put(AvailableSettings.JSON_FORMAT_MAPPER, new NoFormat());
        configuration.getProperties().put(AvailableSettings.XML_FORMAT_MAPPER, new NoFormat());
        factory = configuration.buildSessionFactory();
    }

    /** Commits, or rolls back and throws. */
    public <T> T call(Function<EntityManager, T> work) {
        EntityManager entities = factory.createEntityManager();
        try {
            entities.getTransaction().begin();
            T result = work.apply(entities);
            entities.getTransaction().commit();
            return result;
        } finally {
            if (entities.getTransaction().isActive()) {
                entities.getTransaction().rollback();
            }
            entities.close();
        }
    }

    public void update(String sql, Object... parameters) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = prepared(connection, sql, parameters)) {
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first column of the first row; -1 when there is none. */
    public long number(String sql, Object... parameters) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = prepared(connection, sql, parameters);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getLong(1) : -1;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PreparedStatement prepared(Connection connection, String sql, Object... parameters)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }

    @Override
    public void close() {
        factory.close();
    }

    private static final class NoFormat implements FormatMapper {
        @Override
        public <T> T fromString(CharSequence text, JavaType<T> type, WrapperOptions options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> String toString(T value, JavaType<T> type, WrapperOptions options) {
            throw new UnsupportedOperationException();
        }
    }
}
