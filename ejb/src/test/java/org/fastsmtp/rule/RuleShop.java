package org.fastsmtp.rule;

import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.NotificationOptions;
import jakarta.enterprise.util.TypeLiteral;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import javax.sql.DataSource;
import org.fastsmtp.access.Audit;
import org.fastsmtp.schema.TestDatabase;
import org.hibernate.Session;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.cfg.Configuration;
import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.type.descriptor.java.JavaType;
import org.hibernate.type.format.FormatMapper;

/** {@link Rulesets} over a real database without a container: one call, one transaction. */
final class RuleShop implements AutoCloseable {
    final DataSource database;
    final List<RulesChanged> changes = new CopyOnWriteArrayList<>();
    private final EntityManagerFactory factory;

    RuleShop() {
        this(TestDatabase.fresh());
    }

    RuleShop(DataSource database) {
        this.database = database;
        Configuration configuration = new Configuration()
                .addAnnotatedClass(RulesetRow.class)
                .addAnnotatedClass(RuleRow.class)
                .setProperty("hibernate.xml_mapping_enabled", "false")
                .setProperty("hibernate.type.preferred_uuid_jdbc_type", "UUID")
                .setProperty("hibernate.timezone.default_storage", "NORMALIZE_UTC");
        configuration.getProperties().put(AvailableSettings.JAKARTA_NON_JTA_DATASOURCE, database);
        // Nothing is mapped as JSON; without one given Hibernate looks for a JSON binding, which only the server has.
        configuration.getProperties().put(AvailableSettings.JSON_FORMAT_MAPPER, new NoFormat());
        configuration.getProperties().put(AvailableSettings.XML_FORMAT_MAPPER, new NoFormat());
        factory = configuration.buildSessionFactory();
    }

    UUID domain(String name) {
        UUID id = UUID.randomUUID();
        update("INSERT INTO domains (id, domain_name) VALUES (?, ?)", id, name);
        return id;
    }

    <T> T call(Function<Rulesets, T> work) {
        EntityManager entities = factory.createEntityManager();
        try {
            entities.getTransaction().begin();
            T result = work.apply(new Rulesets(
                    entities,
                    new Audit(inTransactionOf(entities)),
                    new Events(),
                    new RuleCheck(url -> Optional.empty())));
            entities.getTransaction().commit();
            return result;
        } finally {
            if (entities.getTransaction().isActive()) {
                entities.getTransaction().rollback();
            }
            entities.close();
        }
    }

    /** As in the server, where whoever asks the data source within a transaction gets its connection. */
    private static DataSource inTransactionOf(EntityManager entities) {
        ClassLoader loader = RuleShop.class.getClassLoader();
        Connection own = entities.unwrap(Session.class).doReturningWork(connection -> connection);
        Connection shared = (Connection) Proxy.newProxyInstance(
                loader,
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> method.getName().equals("close") ? null : method.invoke(own, arguments));
        return (DataSource)
                Proxy.newProxyInstance(loader, new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> shared);
    }

    void update(String sql, Object... parameters) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    long number(String sql, Object... parameters) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : -1;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
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

    private final class Events implements Event<RulesChanged> {
        @Override
        public void fire(RulesChanged event) {
            changes.add(event);
        }

        @Override
        public <U extends RulesChanged> CompletionStage<U> fireAsync(U event) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <U extends RulesChanged> CompletionStage<U> fireAsync(U event, NotificationOptions options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Event<RulesChanged> select(Annotation... qualifiers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <U extends RulesChanged> Event<U> select(Class<U> subtype, Annotation... qualifiers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <U extends RulesChanged> Event<U> select(TypeLiteral<U> subtype, Annotation... qualifiers) {
            throw new UnsupportedOperationException();
        }
    }
}
