package org.fastsmtp.intake;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.io.InputStream;

/** The body of a message as a stream: the broker hands a large one over piece by piece. */
final class BytesMessageStream extends InputStream {
    private final BytesMessage message;

    BytesMessageStream(BytesMessage message) {
        this.message = message;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        try {
            if (offset == 0) {
                return message.readBytes(target, length);
            }
            byte[] piece = new byte[length];
            int count = message.readBytes(piece, length);
            if (count > 0) {
                System.arraycopy(piece, 0, target, offset, count);
            }
            return count;
        } catch (JMSException e) {
            throw new IOException(e);
        }
    }
}
