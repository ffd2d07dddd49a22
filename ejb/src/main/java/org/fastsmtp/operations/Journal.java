package org.fastsmtp.operations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What the broker inside this server keeps on disk: journal, pages, large messages. Of a broker elsewhere nothing is known here. */
final class Journal {
    private static final String PATH = "jboss.as:subsystem=messaging-activemq,server=default,path=";
    /** By the server's names; where the configuration says nothing each lies in {@code activemq}. */
    private static final List<String> PLACES = List.of("journal", "paging", "largemessages", "bindings");

    private final Management management;
    private final Path data;

    /** @param data the server's data directory */
    Journal(Management management, Path data) {
        this.management = Objects.requireNonNull(management);
        this.data = Objects.requireNonNull(data);
    }

    /** Octets on disk, preallocated ones included; empty with a broker elsewhere. */
    OptionalLong octets() throws IOException {
        if (!System.getProperty("fastsmtp.broker.queues", "").isEmpty()) {
            return OptionalLong.empty();
        }
        long octets = 0;
        for (String place : PLACES) {
            octets += octets(directory(place));
        }
        return OptionalLong.of(octets);
    }

    private Path directory(String place) {
        String bean = PATH + (place.equals("largemessages") ? "large-messages" : place) + "-directory";
        String path = management.attribute(bean, "path").map(Object::toString).orElse("activemq/" + place);
        Path base = management
                .attribute(bean, "relativeTo")
                .map(name -> System.getProperty(name.toString()))
                .map(Path::of)
                .orElse(data);
        return base.resolve(path);
    }

    /** Files come and go meanwhile: one that is gone counts for nothing. */
    private static long octets(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(directory)) {
            long octets = 0;
            for (Path file : (Iterable<Path>) files::iterator) {
                octets += Files.isDirectory(file) ? octets(file) : size(file);
            }
            return octets;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }
}
