package org.fastsmtp.system;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** WildFly with {@code standalone-full.xml} as it comes, nothing of FastSMTP configured or deployed. */
final class StockServer implements AutoCloseable {
    private final Path base;
    private final int managementPort = Server.freePort();
    private Process process;

    StockServer() {
        try {
            base = Files.createTempDirectory(Server.work(), "stock-");
            Path configuration = Files.createDirectories(base.resolve("configuration"));
            Path built = Server.home().resolve("standalone/configuration");
            for (String file : new String[] {
                "standalone-full.xml",
                "logging.properties",
                "application-users.properties",
                "application-roles.properties",
                "mgmt-users.properties",
                "mgmt-groups.properties"
            }) {
                Files.copy(built.resolve(file), configuration.resolve(file));
            }
            Files.createDirectories(base.resolve("deployments"));
            // The ports without a property, and the welcome page, which the assembled server has not.
            Path xml = configuration.resolve("standalone-full.xml");
            Files.writeString(
                    xml,
                    Files.readString(xml)
                            .replace("${jboss.home.dir}/welcome-content", "${jboss.server.base.dir}/deployments")
                            .replace("port=\"3528\"", "port=\"" + Server.freePort() + "\"")
                            .replace("port=\"3529\"", "port=\"" + Server.freePort() + "\"")
                            .replace("port=\"4712\"", "port=\"" + Server.freePort() + "\"")
                            .replace("port=\"4713\"", "port=\"" + Server.freePort() + "\""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void start() {
        Path home = Server.home();
        try {
            process = new ProcessBuilder(
                            java(),
                            "-Xmx384m",
                            Server.SHORT_LIVED,
                            "-XX:+UseSerialGC",
                            "--add-exports=java.naming/com.sun.jndi.ldap=ALL-UNNAMED",
                            "--add-opens=java.base/java.lang=ALL-UNNAMED",
                            "--add-opens=java.base/java.lang.invoke=ALL-UNNAMED",
                            "--add-opens=java.base/java.util=ALL-UNNAMED",
                            "--add-opens=java.naming/javax.naming=ALL-UNNAMED",
                            "-Djboss.home.dir=" + home,
                            "-Djboss.server.base.dir=" + base,
                            "-Djboss.http.port=" + Server.freePort(),
                            "-Djboss.https.port=" + Server.freePort(),
                            "-Djboss.management.http.port=" + managementPort,
                            "-Dlogging.configuration="
                                    + base.resolve("configuration/logging.properties")
                                            .toUri(),
                            "-Dorg.jboss.boot.log.file=" + base.resolve("server.log"),
                            "-jar",
                            home.resolve("jboss-modules.jar").toString(),
                            "-mp",
                            home.resolve("modules").toString(),
                            "org.jboss.as.standalone",
                            "-c",
                            "standalone-full.xml")
                    .redirectErrorStream(true)
                    .redirectOutput(base.resolve("output.txt").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await().atMost(Duration.ofSeconds(240)).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException(Files.readString(base.resolve("output.txt")));
            }
            return Files.readString(base.resolve("output.txt")).contains("WFLYSRV0025");
        });
    }

    Path configuration() {
        return base.resolve("configuration");
    }

    Cli cli() {
        return new Cli(managementPort);
    }

    /** The RAR as the assembled EAR holds it, under the name that the page gives it. */
    Path embeddedRar() throws IOException {
        Path rar = base.resolve("jca-smtp-adapter.rar");
        try (ZipInputStream ear =
                new ZipInputStream(Files.newInputStream(Server.home().resolve("deployments/fastsmtp.ear")))) {
            for (ZipEntry entry = ear.getNextEntry(); entry != null; entry = ear.getNextEntry()) {
                if (entry.getName().equals("smtp.rar")) {
                    Files.copy(ear, rar);
                    return rar;
                }
            }
        }
        throw new IOException("no smtp.rar in fastsmtp.ear");
    }

    /** Compiles one class against the server's APIs and the RAR's classes, and packs it as an EJB jar that sees the deployed RAR. */
    Path compile(String name, String source, Path rar) throws IOException {
        Path file = Files.writeString(base.resolve(name + ".java"), source);
        Path classes = Files.createDirectories(base.resolve("classes"));
        List<String> path = new ArrayList<>();
        try (ZipInputStream archive = new ZipInputStream(Files.newInputStream(rar))) {
            for (ZipEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                if (entry.getName().contains("jca-smtp-adapter")
                        && entry.getName().endsWith(".jar")) {
                    path.add(copy(archive, base.resolve("adapter.jar")).toString());
                }
            }
        }
        Path layer = Server.home().resolve("modules/system/layers/base");
        for (String module :
                new String[] {"jakarta/ejb/api", "jakarta/jms/api", "jakarta/annotation/api", "org/jboss/ejb3"}) {
            try (Stream<Path> jars = Files.list(layer.resolve(module).resolve("main"))) {
                jars.filter(jar -> jar.toString().endsWith(".jar"))
                        .map(Path::toString)
                        .forEach(path::add);
            }
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        int result = compiler.run(
                null,
                null,
                null,
                "--release",
                "17",
                "-proc:none",
                "-d",
                classes.toString(),
                "-cp",
                String.join(java.io.File.pathSeparator, path),
                file.toString());
        if (result != 0) {
            throw new IOException(file + " does not compile");
        }
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Dependencies", "deployment." + rar.getFileName());
        Path jar = base.resolve(name.toLowerCase(java.util.Locale.ROOT) + ".jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, manifest)) {
            entries.putNextEntry(new JarEntry(name + ".class"));
            Files.copy(classes.resolve(name + ".class"), entries);
            entries.closeEntry();
        }
        return jar;
    }

    private static Path copy(InputStream in, Path to) throws IOException {
        Files.copy(in, to);
        return to;
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            process.destroyForcibly();
        }
    }
}
