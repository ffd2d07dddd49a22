package org.fastsmtp.cli.remote;

import jakarta.json.Json;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.fastsmtp.cli.Failure;

/** Octets of strangers into a file that the user names: never under their own name, never over a file, never onto a terminal. */
final class Download {
    private static final String STANDARD_OUTPUT = "-";

    private Download() {}

    static void to(String file, Session session, String path) {
        if (file.equals(STANDARD_OUTPUT)) {
            if (session.console().interactive()) {
                throw Failure.usage("mail is not written to a terminal: name a file, or pipe it");
            }
            session.api().download(path, in -> {
                OutputStream out = new FileOutputStream(FileDescriptor.out);
                in.transferTo(out);
                out.flush();
            });
            return;
        }
        Path target = Path.of(file);
        session.api().download(path, in -> write(in, target));
        try {
            String sentence = "Wrote " + Files.size(target) + " bytes to " + target;
            session.printer()
                    .done(
                            sentence,
                            Json.createObjectBuilder()
                                    .add("file", target.toString())
                                    .add("size", Files.size(target))
                                    .build());
        } catch (IOException e) {
            throw Failure.failed(target + " cannot be read");
        }
    }

    private static void write(InputStream in, Path target) throws IOException {
        OutputStream out;
        try {
            out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw Failure.failed(target + " is there already");
        } catch (IOException e) {
            throw Failure.failed(target + " cannot be written");
        }
        try (out) {
            in.transferTo(out);
        } catch (IOException e) {
            // Half a mail must not pass for a whole one.
            Files.deleteIfExists(target);
            throw e;
        }
    }
}
