package org.fastsmtp.message;

import java.io.InputStream;

/** RFC 2045 section 6.8; what is not of the alphabet is passed over. */
final class Base64Stream extends DecodingStream {
    private int bits;
    private int count;

    Base64Stream(InputStream in) {
        super(in);
    }

    @Override
    void decode(byte[] raw, int length) {
        int at = 0;
        while (at < length) {
            if (count == 0 && at + 4 <= length) {
                int quantum = TransferEncoding.BASE64_VALUES[raw[at] & 0xff] << 18
                        | TransferEncoding.BASE64_VALUES[raw[at + 1] & 0xff] << 12
                        | TransferEncoding.BASE64_VALUES[raw[at + 2] & 0xff] << 6
                        | TransferEncoding.BASE64_VALUES[raw[at + 3] & 0xff];
                if (quantum >= 0) {
                    put(quantum >> 16);
                    put(quantum >> 8);
                    put(quantum);
                    at += 4;
                    continue;
                }
            }
            one(raw[at++]);
        }
    }

    private void one(byte octet) {
        int value = TransferEncoding.BASE64_VALUES[octet & 0xff];
        if (value >= 0) {
            bits = bits << 6 | value;
            count += 6;
            if (count >= 8) {
                count -= 8;
                put(bits >> count);
            }
        } else if (octet == '=') {
            // Padding: what follows is a new run. Some senders encode in pieces and join them.
            count = 0;
        }
    }
}
