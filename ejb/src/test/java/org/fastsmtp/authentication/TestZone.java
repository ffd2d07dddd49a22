package org.fastsmtp.authentication;

/** A DNS for the tests of other features: nobody may send for {@code forged.example}, and {@code signed.example} has a key. */
public final class TestZone {
    private final Signer signer = Signer.rsa(2048, "signed.example", "test");
    private final ZoneDns dns = new ZoneDns().add("forged.example", "TXT", "v=spf1 -all");

    public TestZone() {
        signer.publish(dns);
    }

    public Dns dns() {
        return dns;
    }

    /** Look-ups so far. */
    public int asked() {
        return dns.asked.get();
    }

    /** A mail that says something else than what was signed. */
    public String forgedMail() {
        return signer.sign("from:a@signed.example\r\nsubject:x\r\n\r\nhello\r\n")
                .replace("hello", "forged");
    }
}
