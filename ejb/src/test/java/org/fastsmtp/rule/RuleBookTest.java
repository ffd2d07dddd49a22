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
import java.util.concurrent.atomic.AtomicLong;
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
        book.invalidate(Rules.DOMAIN);
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
}
