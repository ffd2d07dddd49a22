package org.fastsmtp.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

class AdapterSettingsTest {
    @Test
    void a_lent_context_is_watched_as_files_are_but_always_looked_at() throws Exception {
        SSLContext context = SSLContext.getDefault();
        assertThat(new AdapterSettings(Map.of("tlsReloadInterval", "60", "tlsAlarmDays", "7")).lent(context))
                .satisfies(lent -> {
                    assertThat(lent.context()).isSameAs(context);
                    assertThat(lent.lookInterval()).isEqualTo(Duration.ofMinutes(1));
                    assertThat(lent.alarmBefore()).isEqualTo(Duration.ofDays(7));
                });
        assertThat(new AdapterSettings(Map.of("tlsReloadInterval", "0", "tlsHotReload", "false"))
                        .lent(context)
                        .lookInterval())
                .isEqualTo(Duration.ofMinutes(5));
    }
}
