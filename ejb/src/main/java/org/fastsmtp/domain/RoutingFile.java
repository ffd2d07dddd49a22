package org.fastsmtp.domain;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * The routing table on local disk: with it a server that starts while the database is down still accepts mail for the recipients it knew
 * (finding 27). Replaced as a whole; a file of another form counts as absent.
 */
public final class RoutingFile {
    private static final int FORM = 0x46534d31;

    private final Path file;

    public RoutingFile(Path file) {
        this.file = Objects.requireNonNull(file);
    }

    public void write(RoutingTable table) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(next)))) {
            out.writeInt(FORM);
            out.writeLong(table.version());
            out.writeInt(table.domains().size());
            for (RoutedDomain domain : table.domains()) {
                write(out, domain);
            }
        }
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    public Optional<RoutingTable> read() throws IOException {
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            if (in.readInt() != FORM) {
                return Optional.empty();
            }
            long version = in.readLong();
            int count = in.readInt();
            List<RoutedDomain> domains = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                domains.add(readDomain(in));
            }
            return Optional.of(new RoutingTable(version, domains));
        }
    }

    private static void write(DataOutputStream out, RoutedDomain domain) throws IOException {
        write(out, domain.id());
        out.writeUTF(domain.name());
        for (Optional<Boolean> flag : List.of(
                domain.verifyDkim(),
                domain.verifySpf(),
                domain.rejectDkimFail(),
                domain.rejectSpfFail(),
                domain.preserveRawMessage())) {
            out.writeByte(flag.map(value -> value ? 1 : 0).orElse(-1));
        }
        out.writeBoolean(domain.catchAll().isPresent());
        if (domain.catchAll().isPresent()) {
            write(out, domain.catchAll().get());
        }
        out.writeInt(domain.routes().size());
        for (Map.Entry<String, Route> entry : domain.routes().entrySet()) {
            out.writeUTF(entry.getKey());
            write(out, entry.getValue());
        }
    }

    private static RoutedDomain readDomain(DataInputStream in) throws IOException {
        UUID id = readId(in);
        String name = in.readUTF();
        List<Optional<Boolean>> flags = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int flag = in.readByte();
            flags.add(flag < 0 ? Optional.empty() : Optional.of(flag == 1));
        }
        Optional<Route> catchAll = in.readBoolean() ? Optional.of(readRoute(in)) : Optional.empty();
        int count = in.readInt();
        Map<String, Route> routes = new HashMap<>();
        for (int i = 0; i < count; i++) {
            routes.put(in.readUTF(), readRoute(in));
        }
        return new RoutedDomain(
                id, name, flags.get(0), flags.get(1), flags.get(2), flags.get(3), flags.get(4), routes, catchAll);
    }

    private static void write(DataOutputStream out, Route route) throws IOException {
        write(out, route.recipientId());
        out.writeUTF(route.webhookUrl());
    }

    private static Route readRoute(DataInputStream in) throws IOException {
        return new Route(readId(in), in.readUTF());
    }

    private static void write(DataOutputStream out, UUID id) throws IOException {
        out.writeLong(id.getMostSignificantBits());
        out.writeLong(id.getLeastSignificantBits());
    }

    private static UUID readId(DataInputStream in) throws IOException {
        return new UUID(in.readLong(), in.readLong());
    }
}
