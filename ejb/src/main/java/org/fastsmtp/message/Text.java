package org.fastsmtp.message;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.SequenceInputStream;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.util.List;

/** Reads text leaves as characters, one after the other, with an end of line between them. Memory is bounded whatever their size. */
final class Text extends Reader {
    /** What is looked at to find out the charset. */
    private static final int SAMPLE = 1024 * 1024;

    private final Octets octets;
    private final List<Leaf> leaves;
    private int at;
    private Reader current = Reader.nullReader();
    private char last = '\n';

    Text(Octets octets, List<Leaf> leaves) {
        this.octets = octets;
        this.leaves = leaves;
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (true) {
            int count = current.read(target, offset, length);
            if (count > 0) {
                last = target[offset + count - 1];
                return count;
            }
            current.close();
            if (at == leaves.size()) {
                current = Reader.nullReader();
                return -1;
            }
            if (last != '\n') {
                last = '\n';
                current = new StringReader("\r\n");
            } else {
                current = open(leaves.get(at++));
            }
        }
    }

    @Override
    public void close() throws IOException {
        current.close();
        at = leaves.size();
    }

    private Reader open(Leaf leaf) throws IOException {
        InputStream in = leaf.open(octets);
        try {
            byte[] sample = in.readNBytes(SAMPLE);
            boolean whole = sample.length < SAMPLE;
            Charset charset = Charsets.choose(Charsets.named(leaf.header().charset()), sample, whole);
            if (whole) {
                in.close();
                return new StringReader(new String(sample, charset));
            }
            return new InputStreamReader(
                    new SequenceInputStream(new ByteArrayInputStream(sample), in),
                    charset.newDecoder()
                            .onMalformedInput(CodingErrorAction.REPLACE)
                            .onUnmappableCharacter(CodingErrorAction.REPLACE));
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }
}
