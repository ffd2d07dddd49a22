package org.fastsmtp.authentication;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** A DNS in memory, filled by a test. */
final class ZoneDns implements Dns {
    private final Map<String, Map<String, List<String>>> zone = new HashMap<>();
    private final Set<String> silent = new HashSet<>();
    final AtomicInteger asked = new AtomicInteger();

    ZoneDns add(String name, String type, String value) {
        zone.computeIfAbsent(key(name), n -> new HashMap<>())
                .computeIfAbsent(type, t -> new ArrayList<>())
                .add(value);
        return this;
    }

    /** The name exists. */
    ZoneDns exists(String name) {
        zone.computeIfAbsent(key(name), n -> new HashMap<>());
        return this;
    }

    /** What has no record under this name gets no answer. */
    ZoneDns silent(String name) {
        silent.add(key(name));
        return this;
    }

    boolean has(String name, String type) {
        return zone.getOrDefault(key(name), Map.of()).containsKey(type);
    }

    List<String> values(String name, String type) {
        return zone.getOrDefault(key(name), Map.of()).getOrDefault(type, List.of());
    }

    @Override
    public CompletableFuture<Answer<String>> txt(String name) {
        return answer(name, "TXT");
    }

    @Override
    public CompletableFuture<Answer<InetAddress>> a(String name) {
        return answer(name, "A").thenApply(ZoneDns::addresses);
    }

    @Override
    public CompletableFuture<Answer<InetAddress>> aaaa(String name) {
        return answer(name, "AAAA").thenApply(ZoneDns::addresses);
    }

    @Override
    public CompletableFuture<Answer<String>> mx(String name) {
        return answer(name, "MX");
    }

    @Override
    public CompletableFuture<Answer<String>> ptr(InetAddress address) {
        return answer(DnsResolver.reverse(address), "PTR");
    }

    private CompletableFuture<Answer<String>> answer(String name, String type) {
        asked.incrementAndGet();
        return CompletableFuture.completedFuture(find(key(name), type, 0));
    }

    private Answer<String> find(String name, String type, int aliases) {
        if (!Names.canBeAsked(name)) {
            return new NoSuchName<>();
        }
        Map<String, List<String>> types = zone.getOrDefault(name, Map.of());
        if (types.containsKey(type)) {
            return new Records<>(types.get(type));
        }
        if (types.containsKey("CNAME")) {
            return aliases == 8
                    ? new TemporaryFailure<>("loop")
                    : find(key(types.get("CNAME").get(0)), type, aliases + 1);
        }
        if (silent.contains(name)) {
            return new TemporaryFailure<>("no answer in time");
        }
        return zone.containsKey(name) ? new NoData<>() : new NoSuchName<>();
    }

    private static Answer<InetAddress> addresses(Answer<String> answer) {
        if (answer instanceof Records<String> records) {
            return new Records<>(
                    records.records().stream().map(ZoneDns::address).toList());
        } else if (answer instanceof TemporaryFailure<String> failure) {
            return new TemporaryFailure<>(failure.reason());
        }
        return answer instanceof NoData ? new NoData<>() : new NoSuchName<>();
    }

    static InetAddress address(String literal) {
        try {
            InetAddress address = InetAddress.getByName(literal);
            assert address instanceof Inet4Address || address instanceof Inet6Address;
            return address;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }

    private static String key(String name) {
        String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        return bare.toLowerCase(Locale.ROOT);
    }
}
