package org.fastsmtp.smtp;

import java.io.IOException;
import java.io.InputStream;

/**
 * The octets of a mail after DATA or BDAT: dot-unstuffed, without the final dot, with the Received field that this server added. Kept in
 * memory when small and in a file when large; it is gone when the listener returns, so whoever wants it must have read it by then.
 */
public interface Content {
    /** Octets in all. */
    long size();

    /** A new stream from the first octet. May be called more than once; the caller closes it. */
    InputStream open() throws IOException;
}
