package org.fastsmtp.web;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fastsmtp.domain.Route;
import org.fastsmtp.domain.RoutedDomain;
import org.fastsmtp.smtp.EmailAddress;
import org.fastsmtp.smtp.InvalidAddressException;
import org.junit.jupiter.api.Test;

/** Which recipient takes an address, and why. */
class RouteResourceTest {
    private static final Route BOB = route("bob");
    private static final Route BOB_X = route("bob-x");
    private static final Route ALL = route("all");

    private static Route route(String name) {
        return new Route(
                UUID.nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                "https://h.example/" + name);
    }

    private static RoutedDomain domain(Optional<Route> catchAll) {
        return new RoutedDomain(
                new UUID(1, 1),
                "example.com",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of("bob", BOB, "bob+x", BOB_X),
                catchAll);
    }

    private static JsonObject answer(Optional<RoutedDomain> domain, String address) throws InvalidAddressException {
        return RouteResource.answer(domain, EmailAddress.parse(address), address);
    }

    private static void isTaken(JsonObject answer, Route by, String how) {
        assertThat(answer.getString("recipient_id")).isEqualTo(by.recipientId().toString());
        assertThat(answer.getString("webhook_url")).isEqualTo(by.webhookUrl());
        assertThat(answer.getString("matched_by")).isEqualTo(how);
        assertThat(answer.getString("why")).isNotBlank();
    }

    private static void isRefused(JsonObject answer, String why) {
        assertThat(answer.isNull("recipient_id")).isTrue();
        assertThat(answer.isNull("webhook_url")).isTrue();
        assertThat(answer.isNull("matched_by")).isTrue();
        assertThat(answer.getString("why")).contains(why);
    }

    @Test
    void the_exact_local_part_is_before_its_base_and_that_before_the_catch_all() throws InvalidAddressException {
        Optional<RoutedDomain> domain = Optional.of(domain(Optional.of(ALL)));

        isTaken(answer(domain, "BOB@Example.COM"), BOB, "exact");
        isTaken(answer(domain, "bob+x@example.com"), BOB_X, "exact");
        isTaken(answer(domain, "bob+y+x@example.com"), BOB, "plus");
        isTaken(answer(domain, "+bob@example.com"), ALL, "catch_all");
        isTaken(answer(domain, "eve@example.com"), ALL, "catch_all");
    }

    @Test
    void what_nobody_takes_says_why() throws InvalidAddressException {
        Optional<RoutedDomain> domain = Optional.of(domain(Optional.empty()));

        isRefused(answer(domain, "eve@example.com"), "no enabled recipient");
        isRefused(answer(domain, "bob@example.org"), "another domain than example.com");
        isRefused(answer(Optional.empty(), "bob@example.com"), "disabled");
    }
}
