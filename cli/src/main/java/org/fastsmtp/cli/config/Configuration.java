package org.fastsmtp.cli.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The content of the configuration file. Immutable; every change is a new one. */
public record Configuration(String defaultProfile, Map<String, Profile> profiles) {
    public static final Configuration EMPTY = new Configuration("default", Map.of());

    public Configuration {
        profiles = Collections.unmodifiableMap(new LinkedHashMap<>(profiles));
    }

    public Optional<Profile> profile(String name) {
        return Optional.ofNullable(profiles.get(name));
    }

    public Configuration with(String name, Profile profile) {
        Map<String, Profile> changed = new LinkedHashMap<>(profiles);
        changed.put(name, profile);
        return new Configuration(defaultProfile, changed);
    }

    public Configuration withDefault(String name) {
        return new Configuration(name, profiles);
    }

    /** The default moves on when it goes; after the last one an empty {@code default} is left (CONTRACT section 8.2). */
    public Configuration without(String name) {
        Map<String, Profile> changed = new LinkedHashMap<>(profiles);
        changed.remove(name);
        if (changed.isEmpty()) {
            return new Configuration("default", Map.of("default", Profile.DEFAULT));
        }
        String next = defaultProfile.equals(name) ? changed.keySet().iterator().next() : defaultProfile;
        return new Configuration(next, changed);
    }
}
