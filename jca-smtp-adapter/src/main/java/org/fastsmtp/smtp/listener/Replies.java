package org.fastsmtp.smtp.listener;

import org.fastsmtp.smtp.Reply;

/** The fixed replies (CONTRACT section 2.2; enhanced codes of RFC 3463, RFC 5248 and RFC 7505). */
final class Replies {
    static final Reply OK = new Reply(250, "2.0.0", "OK");
    static final Reply SENDER_OK = new Reply(250, "2.1.0", "OK");
    static final Reply RECIPIENT_OK = new Reply(250, "2.1.5", "OK");
    static final Reply BYE = new Reply(221, "2.0.0", "Bye");
    static final Reply GO_AHEAD_TLS = new Reply(220, "2.0.0", "Ready to start TLS");
    static final Reply GO_AHEAD_DATA = new Reply(354, "", "End data with <CR><LF>.<CR><LF>");
    static final Reply CANNOT_VERIFY = new Reply(252, "2.5.0", "Cannot verify, but will take mail and try");

    static final Reply SHUTTING_DOWN = new Reply(421, "4.3.2", "Service not available now, closing");
    static final Reply TOO_MANY_SESSIONS = new Reply(421, "4.3.2", "Too many sessions, try again later");
    static final Reply CLIENT_SESSIONS =
            new Reply(421, "4.7.0", "Too many sessions from your network, try again later");
    static final Reply CLIENT_CONNECTIONS =
            new Reply(421, "4.7.0", "Too many connections from your network, try again later");
    static final Reply TIMEOUT = new Reply(421, "4.4.2", "Time is over, closing");
    static final Reply DROPPED = new Reply(421, "4.3.2", "Session ended by the administrator");
    static final Reply INTERNAL = new Reply(421, "4.3.0", "Internal error, try again later");
    static final Reply EARLY_TALKER = new Reply(554, "5.5.1", "Talked before the greeting");
    static final Reply PROXY_WANTED = new Reply(421, "4.7.0", "PROXY header wanted");

    static final Reply TEMPORARY = new Reply(451, "4.3.0", "Temporary failure, try again later");
    static final Reply STORAGE = new Reply(452, "4.3.1", "No storage now, try again later");
    static final Reply SLOW_DOWN = new Reply(450, "4.7.1", "Too much from your network or domain, try again later");
    static final Reply TOO_MANY_RECIPIENTS =
            new Reply(452, "4.5.3", "Too many recipients, send the rest in another mail");
    static final Reply NO_TLS = new Reply(454, "4.7.0", "TLS is not available");

    static final Reply UNKNOWN = new Reply(500, "5.5.2", "Command not recognised");
    static final Reply LINE_TOO_LONG = new Reply(500, "5.5.2", "A line of the mail is too long");
    static final Reply ARGUMENT = new Reply(501, "5.5.4", "Syntax error in the argument");
    static final Reply NO_ARGUMENT = new Reply(501, "5.5.4", "This command takes no argument");
    static final Reply SENDER_SYNTAX = new Reply(501, "5.1.7", "Sender address is malformed");
    static final Reply RECIPIENT_SYNTAX = new Reply(501, "5.1.3", "Recipient address is malformed");
    static final Reply NOT_IMPLEMENTED = new Reply(502, "5.5.1", "Command not implemented");
    static final Reply TOO_MANY_ERRORS = new Reply(502, "5.5.1", "Too many bad commands, closing");
    static final Reply HELLO_FIRST = new Reply(503, "5.5.1", "Say HELO or EHLO first");
    static final Reply NESTED_MAIL = new Reply(503, "5.5.1", "A mail has been started already");
    static final Reply MAIL_FIRST = new Reply(503, "5.5.1", "MAIL first");
    static final Reply RECIPIENT_FIRST = new Reply(503, "5.5.1", "RCPT first");
    static final Reply IN_CHUNKS = new Reply(503, "5.5.1", "The mail is being sent with BDAT");
    static final Reply TLS_ALREADY = new Reply(503, "5.5.1", "TLS has been started already");
    static final Reply TLS_WANTED = new Reply(530, "5.7.0", "Say STARTTLS first");
    static final Reply AUTH_REFUSED = new Reply(535, "5.7.8", "There are no accounts here");
    static final Reply AUTH_IN_CLEAR = new Reply(538, "5.7.11", "Not without TLS, and there are no accounts here");
    static final Reply INVALID_RECIPIENT = new Reply(550, "5.1.3", "Invalid address: it needs a domain");
    static final Reply BARE_NEWLINE = new Reply(550, "5.6.0", "The mail has CR or LF alone; lines end with CRLF");
    static final Reply TOO_LARGE = new Reply(552, "5.3.4", "The mail is too large");
    static final Reply HEADER_TOO_LARGE = new Reply(552, "5.3.4", "The header section is too large");
    static final Reply LOOP = new Reply(554, "5.4.6", "Too many hops, this mail loops");
    static final Reply INJECTED = new Reply(554, "5.5.1", "Commands after STARTTLS in the same packet");
    static final Reply PARAMETER = new Reply(555, "5.5.4", "Parameter not recognised");

    private Replies() {}
}
