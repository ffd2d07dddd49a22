package org.fastsmtp.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.management.ObjectName;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the accept path keeps in memory for 100 000 recipients, each with a webhook of its own: counted object by object. */
class RoutingMemoryTest {
    private static final int RECIPIENTS = 100_000;
    private static final int DOMAINS = 10;
    /** Measured: 207 octets, of which 80 are the URL. */
    private static final long MOST_EACH = 300;

    @Test
    @DisplayName("finding 27: the snapshot of 100 000 recipients is bounded in memory and complete")
    void a_hundred_thousand_recipients_are_bounded_in_memory(@TempDir Path directory) throws Exception {
        // By way of the file, as at a start without database: nothing of what is read is shared with this test.
        RoutingFile file = new RoutingFile(directory.resolve("routing"));
        file.write(table(RECIPIENTS));
        long before = liveOctets();

        RoutingTable table = file.read().orElseThrow();

        long each = (liveOctets() - before) / RECIPIENTS;
        assertThat(each).isBetween(100L, MOST_EACH);
        int found = 0;
        for (RoutedDomain domain : table.domains()) {
            found += domain.routes().size();
        }
        assertThat(found).isEqualTo(RECIPIENTS);
        assertThat(table.domain("d7.example").orElseThrow().match("User77777+tag"))
                .hasValueSatisfying(match -> assertThat(match.how()).isEqualTo(RoutedDomain.How.PLUS));
        Reference.reachabilityFence(table);
    }

    @Test
    void a_domain_in_a_set_costs_nothing_by_its_recipients() {
        Set<RoutedDomain> domains = new HashSet<>(table(100).domains());
        RoutedDomain one = domains.iterator().next();
        assertThat(one.hashCode()).isEqualTo(one.id().hashCode());
        assertThat(domains).hasSize(DOMAINS).contains(one);
    }

    private static RoutingTable table(int recipients) {
        List<RoutedDomain> domains = new ArrayList<>();
        for (int d = 0; d < DOMAINS; d++) {
            Map<String, Route> routes = new HashMap<>();
            for (int i = d; i < recipients; i += DOMAINS) {
                routes.put("user" + i, new Route(UUID.randomUUID(), "https://hooks.example.com/receive/" + i));
            }
            Optional<Boolean> unset = Optional.empty();
            domains.add(new RoutedDomain(
                    UUID.randomUUID(),
                    "d" + d + ".example",
                    unset,
                    unset,
                    unset,
                    unset,
                    unset,
                    routes,
                    Optional.empty()));
        }
        return new RoutingTable(1, domains);
    }

    /** All live objects by class, as the virtual machine counts them after a full collection. */
    private static long liveOctets() throws Exception {
        String histogram = ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()})
                .toString()
                .strip();
        String[] total = histogram.substring(histogram.lastIndexOf("Total")).split("\\s+");
        return Long.parseLong(total[2]);
    }
}
