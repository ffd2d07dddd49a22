package org.fastsmtp.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

/** The validation cases of the public suite for ARC. */
class ArcSuiteTest {
    private static final DkimPolicy POLICY = DkimPolicy.rfc8301(8);

    /** Where the suite is looser than the RFC: what is found here, and why. */
    private static final Map<String, String> DEVIATIONS = Map.of(
            "ams_fields_c_na",
                    "without c= it is simple/simple (RFC 6376 section 3.5); the case is signed as relaxed/relaxed",
            "ams_fields_h_empty", "h= names at least one field (RFC 6376 section 3.5); the case names none");

    private int cases;
    private final List<String> faults = new ArrayList<>();

    @Test
    void passes_every_validation_case_of_the_suite() throws IOException {
        for (Object scenario : yaml().loadAll(Files.readString(Suites.path("arc/arc-validation-tests.yml")))) {
            if (scenario != null) {
                run(map(scenario));
            }
        }
        assertThat(faults).isEmpty();
        assertThat(cases).isEqualTo(171);
    }

    private void run(Map<String, Object> scenario) {
        ZoneDns dns = new ZoneDns();
        map(scenario.get("txt-records")).forEach((name, record) -> dns.add(name, "TXT", String.valueOf(record)));
        map(scenario.get("tests")).forEach((name, test) -> {
            cases++;
            String wanted = String.valueOf(map(test).get("cv")).strip().toLowerCase(java.util.Locale.ROOT);
            Verdicts.Arc got = judge(dns, String.valueOf(map(test).get("message")));
            if (DEVIATIONS.containsKey(name)) {
                wanted = "fail";
            }
            // An empty expectation: the chain was found broken by its last sealer already.
            if (!got.result().word().equals(wanted.isEmpty() ? "fail" : wanted)) {
                faults.add(name + ": " + got + ", not " + wanted);
            }
        });
    }

    private static Verdicts.Arc judge(ZoneDns dns, String message) {
        String octets =
                new String(message.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        MailHeader header = Signer.header(octets);
        BodyHashes bodies = new BodyHashes();
        ArcVerification arc = new ArcVerification(dns, POLICY, header, bodies);
        bodies.update(header.rest(), header.rest().length);
        bodies.end();
        return arc.verdict(new Deadline(Duration.ofSeconds(1)));
    }

    private static Yaml yaml() {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(true); // the suite names some cases twice
        return new Yaml(options);
    }

    @SuppressWarnings("unchecked") // YAML with text keys throughout
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }
}
