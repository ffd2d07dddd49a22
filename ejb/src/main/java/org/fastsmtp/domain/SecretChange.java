package org.fastsmtp.domain;

/** What becomes of a recipient's signing secret. */
public sealed interface SecretChange {
    record Keep() implements SecretChange {}

    record Remove() implements SecretChange {}

    /** @param secret {@code whsec_…}; the one before is signed with too for a day, so that the receiver can follow */
    record Replace(String secret) implements SecretChange {
        @Override
        public String toString() {
            return "Replace[]";
        }
    }
}
