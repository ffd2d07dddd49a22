package org.fastsmtp.smtp.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.fastsmtp.smtp.listener.Repeats.Claim;
import org.fastsmtp.smtp.listener.Repeats.Kind;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("finding 26: what is remembered of a mail whose 250 may be lost")
class RepeatsTest {
    private final AtomicLong now = new AtomicLong();
    private final Repeats repeats = new Repeats(Duration.ofHours(6), Duration.ofMillis(10), now::get);

    @Test
    void until_the_window_is_over() {
        Claim first = claim(1);
        repeats.decided(first, true);
        now.addAndGet(Duration.ofHours(5).toNanos());
        assertThat(claim(1).kind()).isEqualTo(Kind.REPEAT);
        assertThat(claim(1).entry().id()).isEqualTo(first.entry().id());
        now.addAndGet(Duration.ofHours(2).toNanos());
        assertThat(claim(1).kind()).isEqualTo(Kind.FIRST);
    }

    @Test
    void until_the_client_goes_on() {
        Claim first = claim(1);
        repeats.decided(first, true);
        repeats.confirmed(first);
        assertThat(claim(1).kind()).isEqualTo(Kind.FIRST);
    }

    @Test
    void nothing_when_it_was_not_committed() {
        repeats.decided(claim(1), false);
        assertThat(claim(1).kind()).isEqualTo(Kind.FIRST);
    }

    @Test
    void while_it_is_undecided_nobody_knows() {
        claim(1);
        assertThat(claim(1).kind()).isEqualTo(Kind.UNDECIDED);
        assertThat(claim(2).kind()).isEqualTo(Kind.FIRST);
    }

    private Claim claim(int mail) {
        return repeats.claim("fingerprint-" + mail, new UUID(mail, now.incrementAndGet()));
    }
}
