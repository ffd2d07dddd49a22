package org.fastsmtp.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code ./fastsmtp …} beside a server: the jar as it is shipped, on a class path of its own, but in this process, because each start of a
 * virtual machine costs more than the command. That the script starts it is shown by the tests of the command line.
 */
final class ServerCommandLine implements AutoCloseable {
    private final Map<String, String> environment;
    private final URLClassLoader jar;

    ServerCommandLine(Map<String, String> environment) {
        this.environment = new HashMap<>(environment);
        try (Stream<Path> files = Files.list(Server.root().resolve("cli/target"))) {
            Path all = files.filter(file -> file.getFileName().toString().matches("fastsmtp-cli-.*-all\\.jar"))
                    .findFirst()
                    .orElseThrow();
            jar = new URLClassLoader(new URL[] {all.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How a command ended, and what it printed. */
    record Ended(int exit, String out, String err) {
        Ended expect(int wanted) {
            if (exit != wanted) {
                throw new AssertionError("wanted " + wanted + ", got " + exit + ": " + out + err);
            }
            return this;
        }
    }

    /** Words are parted by spaces; nobody is there to answer a question. */
    Ended run(String command) {
        String[] arguments = command.split(" ");
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(jar);
        try {
            Class<?> tool = jar.loadClass("org.fastsmtp.cli.server.FastSmtp");
            Field groups = tool.getDeclaredField("GROUPS");
            groups.setAccessible(true);
            Constructor<?> console = jar.loadClass("org.fastsmtp.cli.Console").getConstructors()[0];
            Object here = console.newInstance(
                    environment,
                    Server.work(),
                    new BufferedReader(new StringReader("")),
                    new PrintWriter(out, true),
                    new PrintWriter(err, true),
                    false);
            Method of = Stream.of(jar.loadClass("org.fastsmtp.cli.Tool").getMethods())
                    .filter(method -> method.getName().equals("of"))
                    .findFirst()
                    .orElseThrow();
            Object line = of.invoke(null, tool, (List<?>) groups.get(null), here, arguments);
            Object exit = line.getClass().getMethod("execute", String[].class).invoke(line, (Object) arguments);
            return new Ended((Integer) exit, out.toString(), err.toString());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(command, e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public void close() {
        try {
            jar.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
