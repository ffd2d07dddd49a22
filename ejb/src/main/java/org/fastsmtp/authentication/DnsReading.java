package org.fastsmtp.authentication;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.fastsmtp.authentication.Dns.Answer;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/**
 * What a server said about one name and type.
 *
 * @param state as in {@link Answer}
 * @param next the alias whose target the answer lacks
 * @param life how long it may be kept
 */
record DnsReading(State state, List<Record> records, String reason, Optional<Name> next, Duration life) {
    enum State {
        RECORDS,
        NO_SUCH_NAME,
        NO_DATA,
        FAILURE
    }

    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Duration LONGEST_NEGATIVE = Duration.ofMinutes(15);
    private static final Duration FAILURE_LIFE = Duration.ofSeconds(5);
    private static final int ALIASES_IN_ANSWER = 16;

    /** A message, or nothing before the time was up. */
    record Reply(Optional<Message> message) {
        static Reply of(Message message) {
            return new Reply(Optional.of(message));
        }

        static Reply none() {
            return new Reply(Optional.empty());
        }
    }

    static DnsReading noSuchName(long seconds) {
        return new DnsReading(State.NO_SUCH_NAME, List.of(), "", Optional.empty(), Duration.ofSeconds(seconds));
    }

    static DnsReading failed(String reason) {
        return new DnsReading(State.FAILURE, List.of(), reason, Optional.empty(), FAILURE_LIFE);
    }

    /** A failure that never left this machine: not to be kept. */
    static DnsReading refused(String reason) {
        return new DnsReading(State.FAILURE, List.of(), reason, Optional.empty(), Duration.ZERO);
    }

    static DnsReading of(Reply reply, Name asked, int type) {
        if (reply.message().isEmpty()) {
            return failed("no answer in time");
        }
        Message message = reply.message().get();
        int code = message.getRcode();
        if (code != Rcode.NOERROR && code != Rcode.NXDOMAIN) {
            return failed("the DNS server says " + Rcode.string(code));
        }
        List<Record> answer = message.getSection(Section.ANSWER);
        Name name = asked;
        long life = LONGEST.toSeconds();
        for (int i = 0; i < ALIASES_IN_ANSWER; i++) {
            Optional<CNAMERecord> alias = alias(answer, name);
            if (type == Type.CNAME || alias.isEmpty()) {
                return atEnd(message, answer, asked, name, type, life);
            }
            name = alias.get().getTarget();
            life = Math.min(life, alias.get().getTTL());
        }
        return failed("a chain of aliases without end");
    }

    private static DnsReading atEnd(Message message, List<Record> answer, Name asked, Name name, int type, long life) {
        List<Record> found = new ArrayList<>();
        long seconds = life;
        for (Record record : answer) {
            if (record.getType() == type && record.getName().equals(name)) {
                found.add(record);
                seconds = Math.min(seconds, record.getTTL());
            }
        }
        if (!found.isEmpty()) {
            return new DnsReading(State.RECORDS, found, "", Optional.empty(), Duration.ofSeconds(seconds));
        }
        if (message.getRcode() == Rcode.NXDOMAIN) {
            return noSuchName(negativeLife(message));
        }
        Optional<SOARecord> authority = authority(message);
        if (!name.equals(asked) && authority.isEmpty()) {
            return new DnsReading(State.NO_DATA, List.of(), "", Optional.of(name), Duration.ZERO);
        }
        return new DnsReading(
                State.NO_DATA, List.of(), "", Optional.empty(), Duration.ofSeconds(negativeLife(message)));
    }

    private static Optional<CNAMERecord> alias(List<Record> answer, Name name) {
        return answer.stream()
                .filter(record -> record.getName().equals(name))
                .filter(CNAMERecord.class::isInstance)
                .map(CNAMERecord.class::cast)
                .findFirst();
    }

    private static Optional<SOARecord> authority(Message message) {
        return message.getSection(Section.AUTHORITY).stream()
                .filter(SOARecord.class::isInstance)
                .map(SOARecord.class::cast)
                .findFirst();
    }

    /** RFC 2308 section 5. */
    private static long negativeLife(Message message) {
        return authority(message)
                .map(soa -> Math.min(soa.getTTL(), soa.getMinimum()))
                .map(seconds -> Math.min(seconds, LONGEST_NEGATIVE.toSeconds()))
                .orElse(FAILURE_LIFE.toSeconds());
    }

    Answer<String> txt() {
        return answer(record -> {
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            for (byte[] part : ((TXTRecord) record).getStringsAsByteArrays()) {
                octets.writeBytes(part);
            }
            return octets.toString(StandardCharsets.ISO_8859_1);
        });
    }

    Answer<InetAddress> a() {
        return answer(record -> ((ARecord) record).getAddress());
    }

    Answer<InetAddress> aaaa() {
        return answer(record -> ((AAAARecord) record).getAddress());
    }

    Answer<String> mx() {
        List<Record> sorted = records.stream()
                .sorted(Comparator.comparingInt(record -> ((MXRecord) record).getPriority()))
                .toList();
        return new DnsReading(state, sorted, reason, next, life)
                .answer(record -> text(((MXRecord) record).getTarget()));
    }

    Answer<String> ptr() {
        return answer(record -> text(((PTRRecord) record).getTarget()));
    }

    /** About how many octets it keeps alive. */
    int weight() {
        int octets = 0;
        for (Record record : records) {
            octets +=
                    100 + (record instanceof TXTRecord txt ? txt.rdataToString().length() : 50);
        }
        return octets;
    }

    private <T> Answer<T> answer(Function<Record, T> value) {
        return switch (state) {
            case RECORDS -> new Dns.Records<>(records.stream().map(value).toList());
            case NO_SUCH_NAME -> new Dns.NoSuchName<>();
            case NO_DATA -> new Dns.NoData<>();
            case FAILURE -> new Dns.TemporaryFailure<>(reason);
        };
    }

    private static String text(Name name) {
        return name.toString(true);
    }
}
