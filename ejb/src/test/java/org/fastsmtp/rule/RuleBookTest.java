package org.fastsmtp.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RuleBookTest {
    private final List<UUID> loaded = new ArrayList<>();
    private final RuleBook book = new RuleBook(
            domain -> {
                loaded.add(domain);
                return new DomainRules(loaded.size(), List.of());
            },
            100_000);

    @Test
    @DisplayName("finding 15: rules are compiled once for each change")
    void compiles_once_for_each_change() {
        CompiledRules first = book.rulesOf(Rules.DOMAIN);

        assertThat(book.rulesOf(Rules.DOMAIN)).isSameAs(first);
        book.changed(Rules.DOMAIN);
        assertThat(book.rulesOf(Rules.DOMAIN).version()).isEqualTo(2);
    }

    @Test
    void keeps_only_what_is_of_the_version_in_force() {
        UUID other = UUID.randomUUID();
        book.rulesOf(Rules.DOMAIN);
        book.rulesOf(other);

        book.keepOnly(Map.of(Rules.DOMAIN, 1L, other, 3L));
        book.rulesOf(Rules.DOMAIN);
        book.rulesOf(other);

        assertThat(loaded).containsExactly(Rules.DOMAIN, other, other);
    }

    @Test
    @DisplayName("finding 15: the book is bounded")
    void forgets_the_least_used_domains() {
        for (int i = 0; i < 5_000; i++) {
            book.rulesOf(UUID.randomUUID());
        }

        assertThat(book.size()).isLessThan(500);
    }

    @Test
    void a_failure_to_read_comes_out_and_is_not_kept() {
        List<Integer> calls = new ArrayList<>();
        RuleBook failing = new RuleBook(
                domain -> {
                    calls.add(1);
                    throw new IllegalStateException("no database");
                },
                1_000);

        assertThatThrownBy(() -> failing.rulesOf(Rules.DOMAIN)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> failing.rulesOf(Rules.DOMAIN)).isInstanceOf(IllegalStateException.class);
        assertThat(calls).hasSize(2);
    }

    @Test
    void rules_that_were_read_before_a_change_and_compiled_after_it_do_not_stay() throws Exception {
        AtomicLong stored = new AtomicLong(1);
        CountDownLatch read = new CountDownLatch(1);
        CountDownLatch changed = new CountDownLatch(1);
        RuleBook slow = new RuleBook(
                domain -> {
                    long version = stored.get();
                    read.countDown();
                    try {
                        changed.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return new DomainRules(version, List.of());
                },
                100_000);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<CompiledRules> first = thread.submit(() -> slow.rulesOf(Rules.DOMAIN));
            read.await();
            stored.set(2);
            slow.keepOnly(Map.of(Rules.DOMAIN, 2L));
            changed.countDown();
            first.get();
        } finally {
            thread.shutdown();
        }

        assertThat(slow.rulesOf(Rules.DOMAIN).version()).isEqualTo(2);
    }

    /** Rules whose compilation no mail shall pay; {@code meanwhile} runs when they are read for the second time and later. */
    private static RuleBook heavy(AtomicLong version, AtomicInteger reads, Runnable meanwhile) {
        RuleText[] texts = IntStream.range(0, 3_000)
                .mapToObj(i -> RuleText.of("subject", "contains", "a text that a subject may contain " + i))
                .toArray(RuleText[]::new);
        return new RuleBook(
                domain -> {
                    long read = version.get();
                    if (reads.incrementAndGet() > 1) {
                        meanwhile.run();
                    }
                    return new DomainRules(read, List.of(Rules.ruleset(false, texts)));
                },
                RuleBook.DEFAULT_WEIGHT);
    }

    @Test
    @DisplayName("issue 7: the compilation of heavy rules is not on the path of a mail")
    void heavy_rules_are_compiled_by_the_look_while_mails_go_by_the_old_ones() {
        AtomicLong version = new AtomicLong(1);
        AtomicInteger reads = new AtomicInteger();
        AtomicReference<CompiledRules> seen = new AtomicReference<>();
        AtomicReference<RuleBook> itself = new AtomicReference<>();
        RuleBook book = heavy(version, reads, () -> seen.set(itself.get().rulesOf(Rules.DOMAIN)));
        itself.set(book);
        CompiledRules first = book.rulesOf(Rules.DOMAIN);
        assertThat(first.weight()).isGreaterThan(RuleBook.LIGHT);

        version.set(2);
        book.changed(Rules.DOMAIN);
        assertThat(book.rulesOf(Rules.DOMAIN)).isSameAs(first);
        book.keepOnly(Map.of(Rules.DOMAIN, 2L));

        assertThat(seen.get()).as("in force while the look compiles").isSameAs(first);
        assertThat(book.rulesOf(Rules.DOMAIN).version()).isEqualTo(2);
        assertThat(reads).hasValue(2);
    }

    @Test
    void whoever_tries_heavy_rules_sees_them_as_they_were_changed_last() {
        AtomicLong version = new AtomicLong(1);
        AtomicInteger reads = new AtomicInteger();
        RuleBook book = heavy(version, reads, () -> {});
        book.rulesOf(Rules.DOMAIN);
        version.set(2);
        book.changed(Rules.DOMAIN);

        assertThat(book.latest(Rules.DOMAIN).version()).isEqualTo(2);
        assertThat(book.latest(Rules.DOMAIN).version()).isEqualTo(2);
        assertThat(reads).hasValue(2);
    }

    @Test
    void a_change_during_the_compilation_of_heavy_rules_comes_with_the_next_look() {
        AtomicLong version = new AtomicLong(1);
        RuleBook book = heavy(version, new AtomicInteger(), () -> version.set(3));
        book.rulesOf(Rules.DOMAIN);
        version.set(2);
        book.keepOnly(Map.of(Rules.DOMAIN, 2L));
        assertThat(book.rulesOf(Rules.DOMAIN).version()).isEqualTo(2);

        book.keepOnly(Map.of(Rules.DOMAIN, 3L));
        assertThat(book.rulesOf(Rules.DOMAIN).version()).isEqualTo(3);
    }

    @Test
    void heavy_rules_that_cannot_be_read_any_more_are_a_failure_of_the_mail_not_of_the_look() {
        AtomicLong version = new AtomicLong(1);
        RuleBook book = heavy(version, new AtomicInteger(), () -> {
            throw new IllegalStateException("no database");
        });
        book.rulesOf(Rules.DOMAIN);

        book.keepOnly(Map.of(Rules.DOMAIN, 2L));

        assertThatThrownBy(() -> book.rulesOf(Rules.DOMAIN)).hasMessage("no database");
    }

    @Test
    void heavy_rules_of_a_domain_that_is_gone_are_forgotten() {
        AtomicLong version = new AtomicLong(1);
        RuleBook book = heavy(version, new AtomicInteger(), () -> {});
        book.rulesOf(Rules.DOMAIN);

        book.keepOnly(Map.of());

        assertThat(book.size()).isZero();
    }
}
