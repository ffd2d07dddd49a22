package org.fastsmtp.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.fastsmtp.authentication.SenderAuthentication;
import org.fastsmtp.authentication.TestZone;
import org.fastsmtp.domain.RoutedDomain;
import org.fastsmtp.domain.Routing;
import org.fastsmtp.domain.RoutingFile;
import org.fastsmtp.domain.RoutingRows;
import org.fastsmtp.schema.TestDatabase;
import org.fastsmtp.settings.Settings;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which checks a domain wants: its own settings over the global ones. */
class SenderCheckTest {
    private final DataSource database = TestDatabase.fresh();

    @TempDir
    private Path directory;

    @ParameterizedTest(
            name = "verify: global {0}, domain {1}; reject: global {2}, domain {3} -> verifies {4}, rejects {5}")
    @CsvSource({
        "true,  ,      false, ,      true,  false",
        "false, ,      false, ,      false, false",
        "true,  false, false, ,      false, false",
        "false, true,  false, ,      true,  false",
        "true,  ,      true,  ,      true,  true",
        "true,  ,      true,  false, true,  false",
        "true,  ,      false, true,  true,  true",
        "false, true,  false, true,  true,  true",
        "true,  false, true,  true,  false, false"
    })
    void a_domain_has_its_own_way(
            boolean verify,
            Boolean domainVerifies,
            boolean reject,
            Boolean domainRejects,
            boolean verifies,
            boolean rejects)
            throws Exception {
        // SPF as the row says, DKIM the other way round: neither is taken for the other.
        SenderCheck ofSpf = check("spf", "dkim", verify, reject);
        RoutedDomain domain = domain("spf", domainVerifies, domainRejects);
        assertThat(ofSpf.verifiesSpf(domain)).isEqualTo(verifies);
        assertThat(ofSpf.rejectsSpfFail(domain)).isEqualTo(rejects);
        assertThat(ofSpf.verifiesDkim(domain)).isFalse();
        assertThat(ofSpf.rejects(domain)).isEqualTo(rejects);

        SenderCheck ofDkim = check("dkim", "spf", verify, reject);
        RoutedDomain other = domain("dkim", domainVerifies, domainRejects);
        assertThat(ofDkim.verifiesDkim(other)).isEqualTo(verifies);
        assertThat(ofDkim.rejectsDkimFail(other)).isEqualTo(rejects);
        assertThat(ofDkim.verifiesSpf(other)).isFalse();
        assertThat(ofDkim.rejects(other)).isEqualTo(rejects);
    }

    private SenderCheck check(String kind, String off, boolean verify, boolean reject) {
        Settings settings = Settings.of(Map.of(
                "smtp_verify_" + kind,
                String.valueOf(verify),
                "smtp_reject_" + kind + "_fail",
                String.valueOf(reject),
                "smtp_verify_" + off,
                "false"));
        return new SenderCheck(
                settings, routing(), SenderAuthentication.of(settings, new TestZone().dns(), Clock.systemUTC()));
    }

    private RoutedDomain domain(String kind, Boolean verify, Boolean reject) throws Exception {
        String name = kind + ".example.com";
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO domains (id, domain_name, verify_"
                        + kind + ", reject_" + kind + "_fail) VALUES (?, ?, ?, ?)")) {
            insert.setObject(1, UUID.randomUUID());
            insert.setString(2, name);
            insert.setObject(3, verify);
            insert.setObject(4, reject);
            insert.executeUpdate();
        }
        Routing routing = routing();
        routing.refresh();
        return routing.table().orElseThrow().domain(name).orElseThrow();
    }

    private Routing routing() {
        return new Routing(new RoutingRows(database), new RoutingFile(directory.resolve("routing")));
    }
}
