package org.fastsmtp.domain;

import jakarta.json.JsonObjectBuilder;
import java.util.Optional;

/** What a domain decides for itself; empty: the global setting (CONTRACT section 1.8). */
public record DomainFlags(
        Optional<Boolean> verifyDkim,
        Optional<Boolean> verifySpf,
        Optional<Boolean> rejectDkimFail,
        Optional<Boolean> rejectSpfFail,
        Optional<Boolean> preserveRawMessage) {

    /** Adds the five under the contract's names. */
    public void addTo(JsonObjectBuilder json) {
        add(json, "verify_dkim", verifyDkim);
        add(json, "verify_spf", verifySpf);
        add(json, "reject_dkim_fail", rejectDkimFail);
        add(json, "reject_spf_fail", rejectSpfFail);
        add(json, "preserve_raw_message", preserveRawMessage);
    }

    private static void add(JsonObjectBuilder json, String name, Optional<Boolean> flag) {
        if (flag.isPresent()) {
            json.add(name, flag.get());
        } else {
            json.addNull(name);
        }
    }
}
