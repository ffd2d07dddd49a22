package org.fastsmtp.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BodyReaderTest {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final FakeRequest request = new FakeRequest();

    @AfterEach
    void end() {
        timer.shutdownNow();
    }

    @Test
    void reads_a_body_whole() {
        body(new byte[] {1, 2, 3}, 3);

        assertThat(read(10_000))
                .isInstanceOfSatisfying(
                        BodyReader.Whole.class,
                        whole -> assertThat(whole.octets()).containsExactly(1, 2, 3));
    }

    @Test
    void refuses_what_is_too_large_whether_it_was_announced_or_not() {
        body(new byte[BodyReader.MAX_BODY + 1], BodyReader.MAX_BODY + 1);
        assertThat(status(10_000)).isEqualTo(413);

        body(new byte[BodyReader.MAX_BODY + 1], -1);
        request.headers.put("Transfer-Encoding", "chunked");
        assertThat(status(10_000)).isEqualTo(413);
    }

    @Test
    void says_too_large_also_where_the_server_reads_no_further() {
        request.length = BodyReader.MAX_BODY * 10L;
        request.body = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("request too big");
            }
        };

        assertThat(status(10_000)).isEqualTo(413);
    }

    @Test
    void waits_for_a_slow_body_so_long_and_leaves_the_thread_as_it_was() {
        request.length = 10;
        request.body = new InputStream() {
            /** As the server's stream: ends when the thread is interrupted. */
            @Override
            public int read() throws IOException {
                try {
                    new CountDownLatch(1).await();
                    return -1;
                } catch (InterruptedException e) {
                    throw new InterruptedIOException();
                }
            }
        };

        assertThat(status(1)).isEqualTo(408);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void tells_a_broken_body_from_a_slow_one() {
        request.length = 10;
        request.body = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("bad chunk");
            }
        };

        assertThat(status(10_000)).isEqualTo(400);
    }

    @Test
    void refuses_a_coding_that_it_does_not_know() {
        request.headers.put("Transfer-Encoding", "gzip");

        assertThat(status(10_000)).isEqualTo(501);
    }

    private void body(byte[] octets, long announced) {
        request.body = new ByteArrayInputStream(octets);
        request.length = announced;
    }

    private BodyReader.Read read(long millis) {
        return new BodyReader(timer, millis).read(request.request());
    }

    private int status(long millis) {
        return ((BodyReader.Refused) read(millis)).status();
    }
}
