package org.fastsmtp.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.fastsmtp.mail.SpooledContent;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;

/** Bodies between queues and disk: whatever their size, little of them is in memory. */
@ApplicationScoped
public class BodySpool {
    /** Above this the broker reads from a stream and keeps the message in a file of its own. */
    private static final int IN_MEMORY = 65_536;

    private final Path directory;

    @SuppressWarnings("unused") // for the container's proxy
    protected BodySpool() {
        directory = Path.of("");
    }

    @Inject
    public BodySpool(Settings settings) {
        directory = settings.get(Setting.DATA_DIR).resolve("spool");
    }

    /** The body of a message of any kind; the caller closes it. */
    public SpooledContent take(Message message) throws IOException {
        SpooledContent content = new SpooledContent(directory);
        try (OutputStream sink = content.sink()) {
            if (message instanceof BytesMessage) {
                // Writes the body before it returns.
                message.setObjectProperty("JMS_AMQ_SaveStream", sink);
            } else {
                sink.write(String.valueOf(message.getBody(String.class)).getBytes(StandardCharsets.UTF_8));
            }
        } catch (JMSException | RuntimeException e) {
            content.close();
            throw new IOException("the body cannot be taken from the broker", e);
        } catch (IOException e) {
            content.close();
            throw e;
        }
        return content;
    }

    /** A message with this body. It reads a large one when it is sent: until then {@code open} must stay open. */
    public static BytesMessage message(JMSContext context, long size, InputStream open)
            throws JMSException, IOException {
        BytesMessage message = context.createBytesMessage();
        if (size <= IN_MEMORY) {
            message.writeBytes(open.readAllBytes());
        } else {
            message.setObjectProperty("JMS_AMQ_InputStream", open);
        }
        return message;
    }
}
