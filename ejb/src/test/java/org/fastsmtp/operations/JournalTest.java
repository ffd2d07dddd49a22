package org.fastsmtp.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.management.MBeanServerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    @Test
    void everything_that_the_broker_keeps_counts_and_nothing_else(@TempDir Path data) throws IOException {
        Journal journal = new Journal(new Management(MBeanServerFactory.newMBeanServer()), data);
        assertThat(journal.octets()).hasValue(0);

        write(data.resolve("activemq/journal/a.amq"), 1000);
        write(data.resolve("activemq/bindings/a.bindings"), 200);
        write(data.resolve("activemq/paging/some-address/1.page"), 30);
        write(data.resolve("activemq/largemessages/1.msg"), 4);
        write(data.resolve("jobs/jobs.mv.db"), 5000);

        assertThat(journal.octets()).hasValue(1234);
    }

    private static void write(Path file, int octets) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[octets]);
    }
}
