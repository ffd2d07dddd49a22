package org.fastsmtp.cli.launch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.fastsmtp.cli.database.DatabaseAddress;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;

/**
 * The server's command line as an argument file of the {@code java} launcher. Secrets stay out of it, as the server may log its command line:
 * the database password goes through a properties file, keys are named by their files.
 */
final class ServerArguments {
    /** What WildFly 39's bin/common.sh opens for a modular JDK. */
    private static final List<String> MODULAR = List.of(
            "--add-exports=java.desktop/sun.awt=ALL-UNNAMED",
            "--add-exports=java.naming/com.sun.jndi.ldap=ALL-UNNAMED",
            "--add-exports=java.naming/com.sun.jndi.url.ldap=ALL-UNNAMED",
            "--add-exports=java.naming/com.sun.jndi.url.ldaps=ALL-UNNAMED",
            "--add-exports=jdk.naming.dns/com.sun.jndi.dns=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.lang.invoke=ALL-UNNAMED",
            "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
            "--add-opens=java.base/java.io=ALL-UNNAMED",
            "--add-opens=java.base/java.net=ALL-UNNAMED",
            "--add-opens=java.base/java.security=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
            "--add-opens=java.management/javax.management=ALL-UNNAMED",
            "--add-opens=java.naming/javax.naming=ALL-UNNAMED");

    /**
     * The memory of the process is more than its heap. Mail dies young, in survivor spaces that hold what is under way; without the limit of
     * {@code jdk.nio} a thread keeps a buffer outside the heap as large as the largest it ever wrote; without that of Netty the broker takes
     * memory in pieces of 4 MB.
     */
    private static final List<String> SMALL = List.of(
            "-Xms96m",
            "-Xmx272m",
            "-XX:SurvivorRatio=3",
            "-Djdk.nio.maxCachedBufferSize=131072",
            "-Dio.netty.allocator.maxOrder=7",
            "-XX:MaxMetaspaceSize=256m",
            "-XX:ReservedCodeCacheSize=96m");

    private final List<String> machine = new ArrayList<>();
    private final Map<String, String> properties = new TreeMap<>();
    private final List<String> program = new ArrayList<>();

    /** @param javaOptions {@code JAVA_OPTS}, split at white space; they come last and so win */
    static ServerArguments machine(int javaFeature, List<String> javaOptions) {
        ServerArguments arguments = new ServerArguments();
        arguments.machine.addAll(SMALL);
        // Two collectors at once do not start.
        if (javaOptions.stream().noneMatch(option -> option.matches("-XX:\\+Use\\w*GC"))) {
            arguments.machine.add("-XX:+UseSerialGC");
        }
        arguments.machine.addAll(MODULAR);
        if (javaFeature >= 22) {
            arguments.machine.add("--enable-native-access=ALL-UNNAMED");
        }
        arguments.machine.add("-Djava.awt.headless=true");
        arguments.machine.add("-Djboss.modules.system.pkgs=org.jboss.byteman");
        arguments.machine.addAll(javaOptions);
        return arguments;
    }

    /** @param log how the server logs until its logging subsystem takes over */
    ServerArguments server(
            Path server,
            DataDirectory data,
            String nodeId,
            DatabaseAddress database,
            Optional<BrokerAddress> broker,
            Path log) {
        Path path = data.path();
        Path base = path.resolve("server");
        Path logs = path.resolve("log");
        Path configuration = path.resolve("configuration");
        machine.add("-Dorg.jboss.boot.log.file=" + logs.resolve("server.log"));
        machine.add("-Dlogging.configuration=" + log.toUri());
        put("jboss.home.dir", server);
        put("jboss.server.base.dir", base);
        put("jboss.server.config.dir", configuration);
        put("jboss.server.data.dir", base.resolve("data"));
        put("jboss.server.log.dir", logs);
        put("jboss.server.temp.dir", base.resolve("tmp"));
        put("jboss.node.name", nodeId);
        put("jboss.tx.node.id", nodeId);
        put("fastsmtp.data_dir", path);
        put("fastsmtp.database.jdbc-url", database.jdbcUrl());
        put("fastsmtp.database.user", database.user());
        put("fastsmtp.root_api_key.file", data.rootKeyFile());
        put("fastsmtp.encryption_key.file", data.encryptionKeyFile());
        broker.ifPresent(address -> put(address, nodeId));
        boolean h2 = database.kind() == DatabaseAddress.Kind.H2;
        program.addAll(List.of(
                "-jar",
                server.resolve("jboss-modules.jar").toString(),
                "-mp",
                server.resolve("modules").toString(),
                "org.jboss.as.standalone",
                "-P=" + path.resolve("run").resolve("secret.properties"),
                "-c",
                broker.isPresent() ? "fastsmtp-cluster.xml" : h2 ? "fastsmtp.xml" : "fastsmtp-postgresql.xml"));
        return this;
    }

    /**
     * What the server's own configuration reads by expression (ports, hosts, SMTP), always; everything else only when somebody set it, so that
     * the server still knows what was set. Secrets are read by the server itself, from the same environment and {@code .env}.
     */
    ServerArguments settings(Settings settings, Role role) {
        put("fastsmtp.role", role.word());
        for (String stage : List.of("intake", "understand", "deliver")) {
            put("fastsmtp." + stage, role.does(stage));
        }
        boolean json = settings.get(Setting.LOG_FORMAT).equals("json");
        // Levels of the two console handlers.
        put("fastsmtp.log.text", json ? "OFF" : "INFO");
        put("fastsmtp.log.json", json ? "INFO" : "OFF");
        if (settings.isSet(Setting.DATABASE_POOL_SIZE) || settings.isSet(Setting.DATABASE_POOL_MAX_OVERFLOW)) {
            put(
                    "fastsmtp.database.pool",
                    settings.get(Setting.DATABASE_POOL_SIZE) + settings.get(Setting.DATABASE_POOL_MAX_OVERFLOW));
        }
        for (Setting<?> setting : Setting.all()) {
            boolean always = setting.name().startsWith("smtp_")
                    || setting.name().endsWith("_port")
                    || setting.name().endsWith("_host")
                    || setting.name().startsWith("database_pool_")
                    || setting.equals(Setting.SHUTDOWN_TIMEOUT);
            if (setting.isSecret() || setting.equals(Setting.DATA_DIR) || !(always || settings.isSet(setting))) {
                continue;
            }
            Object parsed = settings.get(setting);
            // A word like "yes" or " 25" in the form that everybody reads.
            String value =
                    parsed instanceof Boolean || parsed instanceof Number ? parsed.toString() : settings.shown(setting);
            if (!value.isEmpty()) {
                put("fastsmtp." + setting.name(), value);
            }
        }
        return this;
    }

    /** Each on its own line, quoted as {@code java @file} wants it. */
    String text() {
        StringBuilder text = new StringBuilder();
        machine.forEach(argument -> line(text, argument));
        properties.forEach((name, value) -> line(text, "-D" + name + "=" + value));
        program.forEach(argument -> line(text, argument));
        return text.toString();
    }

    private static void line(StringBuilder text, String argument) {
        text.append('"');
        for (char c : argument.toCharArray()) {
            switch (c) {
                case '"', '\\' -> text.append('\\').append(c);
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                default -> text.append(c);
            }
        }
        text.append("\"\n");
    }

    private void put(BrokerAddress broker, String nodeId) {
        BrokerAddress.Place first = broker.places().get(0);
        BrokerAddress.Place last = broker.places().get(broker.places().size() - 1);
        put("fastsmtp.broker.host", first.host());
        put("fastsmtp.broker.port", first.port());
        put("fastsmtp.broker.backup.host", last.host());
        put("fastsmtp.broker.backup.port", last.port());
        put("fastsmtp.broker.ssl", broker.isEncrypted());
        put("fastsmtp.broker.user", broker.user());
        // Two nodes of one machine have one host name; a setting of the same name takes its place.
        put("fastsmtp.instance_id", nodeId);
    }

    private void put(String name, Object value) {
        properties.put(name, value.toString());
    }
}
