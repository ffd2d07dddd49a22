package org.fastsmtp.rule;

import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.NotificationOptions;
import jakarta.enterprise.util.TypeLiteral;
import jakarta.persistence.EntityManager;
import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import javax.sql.DataSource;
import org.fastsmtp.access.Audit;
import org.fastsmtp.schema.JpaDatabase;
import org.fastsmtp.schema.TestDatabase;
import org.hibernate.Session;

/** {@link Rulesets} over a real database without a container: one call, one transaction. */
final class RuleShop implements AutoCloseable {
    final DataSource database;
    final List<RulesChanged> changes = new CopyOnWriteArrayList<>();
    private final JpaDatabase rows;

    RuleShop() {
        this(TestDatabase.fresh());
    }

    RuleShop(DataSource database) {
        this.database = database;
        this.rows = new JpaDatabase(database, RulesetRow.class, RuleRow.class);
    }

    UUID domain(String name) {
        UUID id = UUID.randomUUID();
        update("INSERT INTO domains (id, domain_name) VALUES (?, ?)", id, name);
        return id;
    }

    <T> T call(Function<Rulesets, T> work) {
        return rows.call(entities -> work.apply(new Rulesets(
                entities, new Audit(inTransactionOf(entities)), new Events(), new RuleCheck(url -> Optional.empty()))));
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
        rows.update(sql, parameters);
    }

    long number(String sql, Object... parameters) {
        return rows.number(sql, parameters);
    }

    @Override
    public void close() {
        rows.close();
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
