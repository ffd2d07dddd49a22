package org.fastsmtp.authentication;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Every hash over the body that the signatures of one mail need, in one pass. Wanted first, then fed, then ended, then asked. */
final class BodyHashes {
    private final Map<Form, BodyHash> hashes = new LinkedHashMap<>();
    private final Map<Form, BodyHash.Sum> sums = new LinkedHashMap<>();
    private final List<BodyCanonicalization> canonicalizations = new ArrayList<>();

    /** What distinguishes one hash from another; {@code length} is {@code l=}. */
    record Form(boolean relaxed, String hash, OptionalLong length) {}

    void want(Form form) {
        hashes.computeIfAbsent(form, key -> new BodyHash(key.hash(), key.length()));
    }

    /** Whether the body need not be read. */
    boolean isEmpty() {
        return hashes.isEmpty();
    }

    void update(byte[] octets, int count) {
        begin();
        for (BodyCanonicalization canonicalization : canonicalizations) {
            canonicalization.update(octets, count);
        }
    }

    void end() {
        begin();
        canonicalizations.forEach(BodyCanonicalization::end);
        hashes.forEach((form, hash) -> sums.put(form, hash.sum()));
    }

    /** After the end, for a form that was wanted. */
    BodyHash.Sum sum(Form form) {
        BodyHash.Sum sum = sums.get(form);
        if (sum == null) {
            throw new IllegalStateException("not wanted, or not ended");
        }
        return sum;
    }

    private void begin() {
        if (canonicalizations.isEmpty()) {
            canonicalize(false);
            canonicalize(true);
        }
    }

    private void canonicalize(boolean relaxed) {
        List<BodyHash> wanted = hashes.entrySet().stream()
                .filter(entry -> entry.getKey().relaxed() == relaxed)
                .map(Map.Entry::getValue)
                .toList();
        if (!wanted.isEmpty()) {
            canonicalizations.add(new BodyCanonicalization(relaxed, wanted));
        }
    }
}
