package org.fastsmtp.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.fastsmtp.smtp.InvalidAddressException.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmailAddressTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Bob@Example.ORG|Bob@Example.ORG|Bob|example.org",
                "bob@ТЕСТ.com|bob@ТЕСТ.com|bob|xn--e1aybc.com",
                "@a.example,@b.example:bob@example.org|bob@example.org|bob|example.org",
                "\"b ob\"@example.org|\"b ob\"@example.org|b ob|example.org",
                "\"b\\\"o\\\\b\"@example.org|\"b\\\"o\\\\b\"@example.org|b\"o\\b|example.org",
                "\"b@b\"@example.org|\"b@b\"@example.org|b@b|example.org",
                "b..b.@example.org|b..b.@example.org|b..b.|example.org",
                "b+tag/x=y@example.org|b+tag/x=y@example.org|b+tag/x=y|example.org",
                "b@[192.0.2.1]|b@[192.0.2.1]|b|[192.0.2.1]",
            })
    void a_mailbox_is_taken_apart(String path, String text, String localPart, String domain) throws Exception {
        assertThat(EmailAddress.parse(path)).isEqualTo(new EmailAddress(text, localPart, domain));
    }

    @Test
    void a_local_part_is_nfc_and_the_text_is_as_typed() throws Exception {
        EmailAddress address = EmailAddress.parse("u\u0308ber@example.org");
        assertThat(address.localPart()).isEqualTo("\u00fcber");
        assertThat(address.text()).isEqualTo("u\u0308ber@example.org");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "bob|NO_DOMAIN",
                "``|NO_DOMAIN",
                "@example.org|LOCAL_PART",
                "b ob@example.org|LOCAL_PART",
                "b\"ob@example.org|LOCAL_PART",
                "\"bob@example.org|LOCAL_PART",
                "\"\"@example.org|LOCAL_PART",
                "\"b\"x@example.org|LOCAL_PART",
                "\"b\\\"@example.org|LOCAL_PART",
                "b@b@example.org|LOCAL_PART",
                "bob@|DOMAIN",
                "bob@[]|DOMAIN",
                "bob@[a b]|DOMAIN",
                "bob@a_b.example|DOMAIN",
            })
    void a_malformed_one_says_which_part_is_wrong(String path, Fault fault) {
        assertThatThrownBy(() -> EmailAddress.parse(path))
                .isInstanceOfSatisfying(
                        InvalidAddressException.class,
                        e -> assertThat(e.fault()).isEqualTo(fault));
    }
}
