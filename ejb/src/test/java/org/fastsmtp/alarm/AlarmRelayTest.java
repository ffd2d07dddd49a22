package org.fastsmtp.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.management.Notification;
import javax.management.ObjectName;
import org.fastsmtp.json.Json;
import org.junit.jupiter.api.Test;

class AlarmRelayTest {
    private final Alarm alarm = Alarm.of(
            Alarm.Kind.BREAKER_OPEN,
            "endpoint https://example.com/hook: most attempts fail",
            Json.createObjectBuilder().add("event", "breaker.open").build(),
            Instant.EPOCH);

    @Test
    void an_alarm_is_a_notification_of_the_bean_that_it_is_about() throws Exception {
        ObjectName name = new ObjectName("org.fastsmtp:type=Endpoints");
        AlarmBroadcast bean = new AlarmBroadcast(name, Set.of(Alarm.Kind.BREAKER_OPEN));
        List<Notification> heard = new ArrayList<>();
        bean.addNotificationListener((notification, handback) -> heard.add(notification), null, null);
        AlarmRelay relay = new AlarmRelay();
        relay.listen(name, Set.of(Alarm.Kind.BREAKER_OPEN), bean::tell);

        relay.send(alarm);
        relay.send(Alarm.of(Alarm.Kind.LEDGER_DRIFT, "another's", alarm.details(), Instant.EPOCH));

        assertThat(heard).hasSize(1);
        assertThat(heard.get(0).getType()).isEqualTo("org.fastsmtp.alarm.breaker.open");
        assertThat(heard.get(0).getSource()).isEqualTo(name);
        assertThat(heard.get(0).getUserData()).isEqualTo("{\"event\":\"breaker.open\"}");
        assertThat(bean.getNotificationInfo()[0].getNotifTypes()).containsExactly("org.fastsmtp.alarm.breaker.open");
        relay.forget(name);
        relay.send(alarm);
        assertThat(heard).hasSize(1);
    }
}
