package org.fastsmtp.web;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.fastsmtp.access.LocalHits;
import org.fastsmtp.settings.Settings;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FailedKeysTest {
    private final MovingClock clock = new MovingClock();
    private final FailedKeys failedKeys = new FailedKeys(Settings.of(Map.of()), clock, new LocalHits(clock));

    @Test
    @DisplayName("finding 6: the sixth unknown key of a network in a minute is 429")
    void limits_unknown_keys_of_one_network() {
        fail("203.0.113.7", 5);

        assertThatThrownBy(() -> failedKeys.count("203.0.113.7")).isInstanceOf(TooManyRequests.class);
        assertThatCode(() -> failedKeys.count("203.0.113.8")).doesNotThrowAnyException();
    }

    @Test
    void counts_an_ipv6_network_as_one() {
        fail("2001:db8:1:2::1", 5);

        assertThatThrownBy(() -> failedKeys.count("2001:db8:1:2:ffff::9")).isInstanceOf(TooManyRequests.class);
        assertThatCode(() -> failedKeys.count("2001:db8:1:3::1")).doesNotThrowAnyException();
    }

    @Test
    void forgets_after_a_minute_and_says_how_long_that_is() {
        fail("203.0.113.7", 5);
        clock.now = clock.now.plusSeconds(20);
        assertThatThrownBy(() -> failedKeys.count("203.0.113.7"))
                .isInstanceOfSatisfying(
                        TooManyRequests.class,
                        refusal -> org.assertj.core.api.Assertions.assertThat(refusal.json())
                                .isEqualTo(
                                        "{\"detail\":\"Too many failed authentication attempts\",\"retry_after\":40}"));

        clock.now = clock.now.plus(Duration.ofSeconds(40));
        assertThatCode(() -> failedKeys.count("203.0.113.7")).doesNotThrowAnyException();
    }

    @Test
    void is_switched_off_with_the_other_limits() {
        FailedKeys off =
                new FailedKeys(Settings.of(Map.of("rate_limit_enabled", "false")), clock, new LocalHits(clock));

        for (int i = 0; i < 100; i++) {
            off.count("203.0.113.7");
        }
    }

    private void fail(String address, int times) {
        for (int i = 0; i < times; i++) {
            failedKeys.count(address);
        }
    }

    private static final class MovingClock extends Clock {
        private Instant now = Instant.parse("2026-11-22T10:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
