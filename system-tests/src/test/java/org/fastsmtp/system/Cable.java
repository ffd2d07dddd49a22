package org.fastsmtp.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A wire between the server and its database that can be cut and mended: cut, connections break and new ones are refused. */
final class Cable implements AutoCloseable {
    private final int port = Server.freePort();
    private final int target;
    private final Set<Socket> ends = ConcurrentHashMap.newKeySet();
    private ServerSocket entrance;

    /** Cut until {@link #mend()}. */
    Cable(int target) {
        this.target = target;
    }

    int port() {
        return port;
    }

    synchronized Cable mend() {
        try {
            entrance = new ServerSocket();
            entrance.setReuseAddress(true);
            entrance.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ServerSocket open = entrance;
        thread(() -> accept(open));
        return this;
    }

    synchronized void cut() {
        try {
            if (entrance != null) {
                entrance.close();
            }
            for (Socket end : ends) {
                end.close();
            }
            ends.clear();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket open) {
        try {
            while (true) {
                Socket near = open.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                synchronized (this) {
                    ends.add(near);
                    ends.add(far);
                    if (open.isClosed()) {
                        near.close();
                        far.close();
                        return;
                    }
                }
                thread(() -> carry(near, far));
                thread(() -> carry(far, near));
            }
        } catch (IOException e) {
            // Cut.
            return;
        }
    }

    private void carry(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
        } catch (IOException e) {
            // Cut, or one of them hung up.
            return;
        } finally {
            ends.remove(from);
            ends.remove(to);
        }
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "cable");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        cut();
    }
}
