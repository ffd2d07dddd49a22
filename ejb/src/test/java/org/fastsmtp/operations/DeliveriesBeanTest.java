package org.fastsmtp.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.fastsmtp.MovingClock;
import org.fastsmtp.delivery.DeliveryLog;
import org.fastsmtp.schema.TestDatabase;
import org.junit.jupiter.api.Test;

class DeliveriesBeanTest {
    private final MovingClock clock = new MovingClock();
    private final DeliveriesBean bean = new DeliveriesBean(new DeliveryLog(TestDatabase.fresh(), clock), clock);

    @Test
    void nothing_waits_and_nobody_is_there() {
        assertThat(bean.getPending()).isZero();
        assertThat(bean.getPendingOldestAge()).isZero();
        assertThat(bean.list("pending", 10)).isEmpty();
        String nobody = UUID.randomUUID().toString();
        assertThat(bean.inspect(nobody)).isEmpty();
        assertThat(bean.retry(nobody)).isFalse();
        assertThat(bean.cancel(nobody)).isFalse();
        assertThatThrownBy(() -> bean.list("sent", 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no such status: sent");
    }

    @Test
    void a_database_that_is_away_is_asked_once_for_all_attributes() {
        AtomicInteger asked = new AtomicInteger();
        DataSource away = (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    asked.incrementAndGet();
                    throw new SQLException("away");
                });
        DeliveriesBean blind = new DeliveriesBean(new DeliveryLog(away, clock), clock);

        assertThatThrownBy(blind::getPending).hasMessage("the database cannot be asked");
        assertThatThrownBy(blind::getFailedOldestAge).hasMessage("the database cannot be asked");
        assertThat(asked).hasValue(1);

        clock.advance(Duration.ofSeconds(5));
        assertThatThrownBy(blind::getQuarantined).hasMessage("the database cannot be asked");
        assertThat(asked).hasValue(2);
    }
}
