package org.fastsmtp.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.fastsmtp.smtp.Envelope;
import org.fastsmtp.smtp.Origin;
import org.fastsmtp.smtp.ReversePath;
import org.junit.jupiter.api.Test;

class PolicyByNameTest {
    @Test
    void while_the_application_is_not_there_every_answer_is_temporary() {
        PolicyByName policy = new PolicyByName("java:global/not/yet");
        Origin origin = new Origin("s", InetAddress.getLoopbackAddress(), 1, "", Optional.empty(), Instant.EPOCH);
        assertThat(policy.data(origin, new Envelope(ReversePath.NULL, List.of(), false, false)))
                .hasValueSatisfying(reply -> assertThat(reply.isTemporary()).isTrue());
    }
}
