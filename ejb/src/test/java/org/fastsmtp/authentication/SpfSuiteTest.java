package org.fastsmtp.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The 203 cases of the public suite for RFC 7208. */
class SpfSuiteTest {
    private int cases;
    private final List<String> faults = new ArrayList<>();

    @Test
    void passes_every_case_of_the_suite_of_rfc_7208() throws IOException {
        Path suite = Suites.path("spf/rfc7208-tests.yml");
        for (Object scenario : new Yaml().loadAll(Files.readString(suite))) {
            run(map(scenario));
        }
        assertThat(faults).isEmpty();
        assertThat(cases).isEqualTo(203);
    }

    private void run(Map<String, Object> scenario) {
        ZoneDns dns = zone(map(scenario.get("zonedata")));
        map(scenario.get("tests"))
                .forEach((name, test) -> run(scenario.get("description") + "/" + name, map(test), dns));
    }

    private void run(String name, Map<String, Object> test, ZoneDns dns) {
        cases++;
        String sender = text(test.get("mailfrom"));
        String helo = text(test.get("helo"));
        int at = sender.lastIndexOf('@');
        SpfEvaluation.Outcome outcome = new SpfEvaluation(
                        dns,
                        new Deadline(Duration.ofSeconds(5)),
                        ZoneDns.address(text(test.get("host"))),
                        helo,
                        at < 0 ? "" : sender.substring(0, at),
                        at < 0 ? helo : sender.substring(at + 1),
                        Instant.EPOCH)
                .run();
        List<String> allowed = list(test.get("result"));
        if (!allowed.contains(outcome.result().word())) {
            faults.add(name + ": " + outcome + ", not " + allowed);
        }
        Object explanation = test.get("explanation");
        if (explanation != null) {
            String wanted = explanation.equals("DEFAULT") ? "" : text(explanation);
            if (!wanted.equals(outcome.text().orElse(""))) {
                faults.add(name + ": '" + outcome.text() + "', not '" + wanted + "'");
            }
        }
    }

    /** In the zones SPF stands for a TXT record, unless the name has TXT records of its own; TIMEOUT answers what is not there. */
    private static ZoneDns zone(Map<String, Object> data) {
        ZoneDns dns = new ZoneDns();
        data.forEach((name, entries) -> {
            dns.exists(name);
            boolean ownTxt = ((List<?>) entries)
                    .stream().anyMatch(entry -> entry instanceof Map<?, ?> m && m.containsKey("TXT"));
            for (Object entry : (List<?>) entries) {
                if (entry.equals("TIMEOUT")) {
                    dns.silent(name);
                    continue;
                }
                map(entry).forEach((type, value) -> {
                    String recordType = type.equals("SPF") ? "TXT" : type;
                    boolean counts = !type.equals("SPF") || !ownTxt;
                    if (counts && !"NONE".equals(value)) {
                        dns.add(name, recordType, value(recordType, value));
                    }
                });
            }
        });
        return dns;
    }

    private static String value(String type, Object value) {
        if (type.equals("MX")) {
            return text(((List<?>) value).get(1));
        }
        return value instanceof List<?> parts
                ? parts.stream().map(SpfSuiteTest::text).collect(Collectors.joining())
                : text(value);
    }

    private static List<String> list(Object value) {
        return value instanceof List<?> several
                ? several.stream().map(SpfSuiteTest::text).toList()
                : List.of(text(value));
    }

    private static String text(Object value) {
        return String.valueOf(value);
    }

    @SuppressWarnings("unchecked") // YAML with text keys throughout
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }
}
