package org.fastsmtp.authentication;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Master;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A DNS server on loopback, UDP and TCP on one port. Names below {@code silent.} get no answer, below {@code broken.} SERVFAIL. */
final class NameServer implements AutoCloseable {
    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final List<Record> zone = new CopyOnWriteArrayList<>();
    final AtomicInteger queries = new AtomicInteger();
    final AtomicInteger tcpQueries = new AtomicInteger();
    volatile boolean deaf;

    NameServer() {
        try {
            InetAddress loopback = InetAddress.getLoopbackAddress();
            tcp = new ServerSocket(0, 50, loopback);
            udp = new DatagramSocket(tcp.getLocalPort(), loopback);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::serveUdp);
        start(this::serveTcp);
    }

    /** Adds records in master file form. */
    NameServer zone(String text) {
        try (Master master = new Master(
                new java.io.ByteArrayInputStream(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)),
                Name.root)) {
            for (Record record = master.nextRecord(); record != null; record = master.nextRecord()) {
                zone.add(record);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), tcp.getLocalPort());
    }

    @Override
    public void close() {
        try {
            udp.close();
            tcp.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void start(Runnable loop) {
        Thread thread = new Thread(loop, "test name server");
        thread.setDaemon(true);
        thread.start();
    }

    private void serveUdp() {
        byte[] buffer = new byte[4096];
        while (!udp.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                udp.receive(packet);
                Message query = new Message(java.util.Arrays.copyOf(buffer, packet.getLength()));
                Message answer = answer(query);
                if (answer != null) {
                    byte[] octets = answer.toWire(512);
                    udp.send(new DatagramPacket(octets, octets.length, packet.getSocketAddress()));
                }
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serveTcp() {
        while (!tcp.isClosed()) {
            try (Socket socket = tcp.accept()) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                Message query = new Message(in.readNBytes(in.readUnsignedShort()));
                tcpQueries.incrementAndGet();
                byte[] octets = answer(query).toWire();
                DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                out.writeShort(octets.length);
                out.write(octets);
            } catch (IOException e) {
                // closed, or a client that went away
            }
        }
    }

    private Message answer(Message query) {
        queries.incrementAndGet();
        Name name = query.getQuestion().getName();
        if (deaf || name.toString().contains("silent.")) {
            return null;
        }
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.addRecord(query.getQuestion(), Section.QUESTION);
        if (name.toString().contains("broken.")) {
            answer.getHeader().setRcode(Rcode.SERVFAIL);
            return answer;
        }
        boolean known = false;
        List<Record> found = new ArrayList<>();
        for (Record record : zone) {
            if (record.getName().equals(name)) {
                known = true;
                int type = record.getType();
                if (type == query.getQuestion().getType() || type == Type.CNAME) {
                    found.add(record);
                }
            }
        }
        found.forEach(record -> answer.addRecord(record, Section.ANSWER));
        if (found.isEmpty()) {
            zone.stream()
                    .filter(record -> record.getType() == Type.SOA)
                    .findFirst()
                    .ifPresent(soa -> answer.addRecord(soa, Section.AUTHORITY));
        }
        answer.getHeader().setRcode(known ? Rcode.NOERROR : Rcode.NXDOMAIN);
        return answer;
    }
}
