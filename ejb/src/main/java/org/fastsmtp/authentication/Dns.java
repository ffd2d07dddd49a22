package org.fastsmtp.authentication;

import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * The look-ups that authentication needs. No call blocks and no future completes exceptionally: what goes wrong is an answer. Aliases are
 * followed. A name that cannot be asked (an empty label, one over 63 octets) is {@link NoSuchName}.
 */
public interface Dns {
    /** Each record's strings joined, one character per octet (ISO 8859-1). */
    CompletableFuture<Answer<String>> txt(String name);

    CompletableFuture<Answer<InetAddress>> a(String name);

    CompletableFuture<Answer<InetAddress>> aaaa(String name);

    /** Host names by preference, without the final dot; the null MX is the empty name. */
    CompletableFuture<Answer<String>> mx(String name);

    /** Names without the final dot. */
    CompletableFuture<Answer<String>> ptr(InetAddress address);

    /** How a look-up ended. */
    sealed interface Answer<T> permits Records, NoSuchName, NoData, TemporaryFailure {
        /** The records; empty when there are none for whatever reason. */
        default List<T> records() {
            return List.of();
        }
    }

    /** At least one record of the type. */
    record Records<T>(List<T> records) implements Answer<T> {
        public Records {
            records = List.copyOf(records);
            if (records.isEmpty()) {
                throw new IllegalArgumentException("no record is NoData");
            }
        }
    }

    /** The name does not exist (RCODE 3). */
    record NoSuchName<T>() implements Answer<T> {}

    /** The name exists without a record of the type. */
    record NoData<T>() implements Answer<T> {}

    /** No answer in time, or one that says nothing. {@code reason} is for people. */
    record TemporaryFailure<T>(String reason) implements Answer<T> {
        public TemporaryFailure {
            Objects.requireNonNull(reason);
        }
    }
}
