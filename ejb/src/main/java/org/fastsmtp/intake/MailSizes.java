package org.fastsmtp.intake;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Sizes of the mails taken over, in the contract's buckets (CONTRACT section 6.1). */
@ApplicationScoped
public class MailSizes {
    private static final double[] BUCKETS = {1024, 10_240, 102_400, 1_048_576, 10_485_760};

    private final DistributionSummary sizes;

    @SuppressWarnings("unused") // for the container's proxy
    protected MailSizes() {
        sizes = null;
    }

    @Inject
    public MailSizes(MeterRegistry registry) {
        sizes = DistributionSummary.builder("fastsmtp.smtp.message.size")
                .description("Size of accepted mails")
                .baseUnit("bytes")
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    void record(long octets) {
        sizes.record(octets);
    }
}
