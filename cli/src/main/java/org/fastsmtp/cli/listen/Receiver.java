package org.fastsmtp.cli.listen;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The HTTP server that hands each request to a {@link Reception}. */
final class Receiver {
    /** Far above the largest payload of the default settings; more is cut off. */
    static final int LARGEST_BODY = 256 * 1024 * 1024;

    private final HttpServer server;
    private final ExecutorService threads;

    private Receiver(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    static Receiver start(InetSocketAddress address, Reception reception) throws IOException {
        HttpServer server = HttpServer.create(address, 128);
        ExecutorService threads = Executors.newFixedThreadPool(4, task -> {
            Thread thread = new Thread(task, "listen");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", exchange -> answer(exchange, reception));
        server.start();
        return new Receiver(server, threads);
    }

    String url() {
        InetSocketAddress address = server.getAddress();
        String host = address.getAddress().getHostAddress();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort() + "/";
    }

    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static void answer(HttpExchange exchange, Reception reception) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY);
            int status = reception.take(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    exchange.getRequestHeaders(),
                    body);
            exchange.sendResponseHeaders(status, -1);
        }
        reception.answered();
    }
}
