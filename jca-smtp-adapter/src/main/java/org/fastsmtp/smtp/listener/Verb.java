package org.fastsmtp.smtp.listener;

import java.io.IOException;
import org.fastsmtp.smtp.Reply;

/** One command of the protocol. Knows the session only through its methods; has no state of its own. */
@FunctionalInterface
interface Verb {
    /**
     * Obeys, or says why not.
     *
     * @param argument what stood after the verb, without blanks around it
     * @return the reply; 221 and 421 end the session
     */
    Reply run(SmtpSession session, String argument) throws IOException;
}
