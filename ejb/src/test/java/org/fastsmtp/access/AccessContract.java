package org.fastsmtp.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import javax.sql.DataSource;
import org.fastsmtp.MovingClock;
import org.fastsmtp.schema.JpaDatabase;
import org.fastsmtp.settings.Secrets;
import org.fastsmtp.settings.Settings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Users, keys, members and the audit log over a real database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AccessContract {
    private static final Caller ROOT = Caller.root("192.0.2.1");
    private static final Secrets SECRETS = new Secrets("a master key of the tests");

    private final MovingClock clock = new MovingClock();
    private DataSource database;
    private Audit audit;
    private JpaDatabase rows;
    private int next;

    abstract DataSource database();

    @BeforeAll
    void map() {
        database = database();
        audit = new Audit(database);
        rows = new JpaDatabase(database, UserRow.class, KeyRow.class, MemberRow.class);
    }

    @AfterAll
    void close() {
        rows.close();
    }

    @Test
    void a_username_is_used_once_whoever_comes_first() {
        User ann = user();
        User bob = user();

        assertThatThrownBy(() -> users(users -> users.create(ROOT, ann.username(), Optional.empty(), false)))
                .isInstanceOf(AlreadyExistsException.class);
        assertThatThrownBy(() -> users(users -> users.update(
                        ROOT,
                        bob.id(),
                        user -> user.with(ann.username(), user.email(), user.isActive(), user.isSuperuser()))))
                .isInstanceOf(AlreadyExistsException.class);
        assertThat(this.<Optional<User>>users(users -> users.find(bob.id()))).contains(bob);
    }

    @Test
    @DisplayName("finding 8: a deleted user is gone: name, keys and memberships")
    void deletes_a_user_softly() {
        User ann = user();
        UUID domain = domain();
        ApiKey.Made key = key(ann, Optional.empty());
        members(members -> members.add(ROOT, domain, ann.id(), Role.OWNER));

        users(users -> users.delete(ROOT, ann.id()));

        assertThat(this.<Optional<User>>users(users -> users.find(ann.id()))).isEmpty();
        assertThat(verdict(key)).isEqualTo(new Authentication.Verdict.Refused(Authentication.Refusal.UNKNOWN));
        assertThat(this.<List<Member>>members(members -> members.list(domain))).isEmpty();
        assertThat(rows.number("SELECT COUNT(*) FROM users WHERE id = ? AND deleted_at IS NOT NULL", ann.id()))
                .isOne();
        assertThat(users(users -> users.create(ROOT, ann.username(), Optional.empty(), false))
                        .id())
                .isNotEqualTo(ann.id());
    }

    @Test
    @DisplayName("finding 22: the database moves updated_at")
    void updated_at_is_the_databases() {
        User ann = user();
        rows.update("UPDATE users SET updated_at = '2020-01-01 00:00:00+00' WHERE id = ?", ann.id());

        rows.update("UPDATE users SET email = 'ann@example.com' WHERE id = ?", ann.id());

        assertThat(users(users -> users.find(ann.id())).orElseThrow().updatedAt())
                .isAfter(Instant.parse("2026-01-01T00:00:00Z"));
    }

    @Test
    void a_key_is_good_until_it_is_revoked() {
        User ann = user();
        ApiKey.Made key = key(ann, Optional.empty());
        assertThat(verdict(key)).isInstanceOf(Authentication.Verdict.Accepted.class);

        assertThat(this.<Boolean>keys(
                        keys -> keys.revoke(ROOT, UUID.randomUUID(), key.key().id())))
                .as("somebody else's")
                .isFalse();
        assertThat(this.<Boolean>keys(
                        keys -> keys.revoke(ROOT, ann.id(), key.key().id())))
                .isTrue();

        assertThat(verdict(key)).isEqualTo(new Authentication.Verdict.Refused(Authentication.Refusal.INACTIVE));
        assertThat(this.<List<ApiKey>>keys(keys -> keys.list(ann.id()))).isEmpty();
    }

    @Test
    void a_key_rotated_without_grace_is_void_at_once() {
        User ann = user();
        ApiKey.Made old = key(ann, Optional.empty());

        ApiKey.Rotated rotated = rotate(ann, old, Optional.empty());

        assertThat(verdict(old)).isEqualTo(new Authentication.Verdict.Refused(Authentication.Refusal.INACTIVE));
        assertThat(verdict(rotated.made())).isInstanceOf(Authentication.Verdict.Accepted.class);
        assertThat(rotated.made().key().name()).isEqualTo("ci (rotated)");
        assertThat(rotated.made().key().scopes()).containsExactly("logs:read");
        assertThat(rotated.previousUntil()).isEmpty();
        assertThat(this.<Optional<ApiKey.Rotated>>keys(
                        keys -> keys.rotate(ROOT, ann.id(), old.key().id(), Optional.empty())))
                .isEmpty();
    }

    @Test
    void a_key_rotated_with_grace_is_good_until_that_is_over() {
        User ann = user();
        ApiKey.Made old = key(ann, Optional.empty());

        ApiKey.Rotated rotated = rotate(ann, old, Optional.of(Duration.ofHours(24)));

        assertThat(rotated.previousUntil()).contains(clock.instant().plus(Duration.ofHours(24)));
        assertThat(rotated.made().key().expiresAt()).isEmpty();
        clock.advance(Duration.ofHours(23));
        assertThat(verdict(old)).isInstanceOf(Authentication.Verdict.Accepted.class);
        clock.advance(Duration.ofHours(1));
        assertThat(verdict(old)).isEqualTo(new Authentication.Verdict.Refused(Authentication.Refusal.EXPIRED));
        assertThat(verdict(rotated.made())).isInstanceOf(Authentication.Verdict.Accepted.class);
    }

    @Test
    void a_grace_never_outlives_the_key() {
        User ann = user();
        Instant end = clock.instant().plus(Duration.ofHours(1));
        ApiKey.Made old = key(ann, Optional.of(end));

        ApiKey.Rotated rotated = rotate(ann, old, Optional.of(Duration.ofDays(1)));

        assertThat(rotated.previousUntil()).contains(end);
        assertThat(rotated.made().key().expiresAt()).contains(end);
    }

    @Test
    void a_key_is_rotated_once_and_its_grace_is_nobodys_end() {
        User ann = user();
        Instant end = clock.instant().plus(Duration.ofDays(90));
        ApiKey.Made old = key(ann, Optional.of(end));

        ApiKey.Made next = rotate(ann, old, Optional.of(Duration.ofHours(1))).made();

        assertThat(next.key().expiresAt()).contains(end);
        assertThatThrownBy(() -> rotate(ann, old, Optional.of(Duration.ofDays(1))))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("rotated already");
        assertThatThrownBy(() -> rotate(ann, old, Optional.empty())).isInstanceOf(ConflictException.class);
        assertThat(verdict(old)).isInstanceOf(Authentication.Verdict.Accepted.class);
        assertThat(this.<List<ApiKey>>keys(keys -> keys.list(ann.id()))).hasSize(2);
        assertThat(rotate(ann, next, Optional.empty()).made().key().expiresAt()).contains(end);
    }

    @Test
    void a_key_that_has_expired_is_not_rotated() {
        User ann = user();
        ApiKey.Made old = key(ann, Optional.of(clock.instant().plus(Duration.ofHours(1))));
        clock.advance(Duration.ofHours(1));

        assertThatThrownBy(() -> rotate(ann, old, Optional.empty()))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("expired");
    }

    @Test
    void two_owners_who_put_each_other_out_at_the_same_moment_leave_one() throws Exception {
        for (boolean removes : List.of(false, true)) {
            User ann = user();
            User bob = user();
            UUID domain = domain();
            members(members -> members.add(ROOT, domain, ann.id(), Role.OWNER));
            members(members -> members.add(ROOT, domain, bob.id(), Role.OWNER));
            CountDownLatch annHasDone = new CountDownLatch(1);
            ExecutorService bobs = Executors.newSingleThreadExecutor();
            try {
                Future<?> second = bobs.submit(() -> {
                    annHasDone.await();
                    return putOut(bob, ann, domain, removes);
                });
                rows.call(entities -> {
                    putOut(new Members(audit, entities), ann, bob, domain, removes);
                    annHasDone.countDown();
                    // Not committed: who does not wait for it sees two owners.
                    return assertThatThrownBy(() -> second.get(300, TimeUnit.MILLISECONDS))
                            .isInstanceOf(TimeoutException.class);
                });

                assertThatThrownBy(second::get).hasCauseInstanceOf(ConflictException.class);
            } finally {
                bobs.shutdownNow();
            }
            assertThat(this.<List<Member>>members(members -> members.list(domain)))
                    .filteredOn(member -> member.role() == Role.OWNER)
                    .extracting(Member::userId)
                    .containsExactly(ann.id());
        }
    }

    private boolean putOut(User who, User whom, UUID domain, boolean removes) {
        return members(members -> putOut(members, who, whom, domain, removes));
    }

    private static boolean putOut(Members members, User who, User whom, UUID domain, boolean removes) {
        return removes
                ? members.remove(caller(who), domain, whom.id())
                : members.change(caller(who), domain, whom.id(), Role.ADMIN).isPresent();
    }

    @Test
    void the_last_owner_stays_unless_a_superuser_wants_it() {
        User ann = user();
        UUID domain = domain();
        members(members -> members.add(ROOT, domain, ann.id(), Role.OWNER));

        assertThatThrownBy(() -> members(members -> members.change(caller(ann), domain, ann.id(), Role.ADMIN)))
                .isInstanceOf(ConflictException.class);
        assertThatThrownBy(() -> members(members -> members.remove(caller(ann), domain, ann.id())))
                .isInstanceOf(ConflictException.class);
        assertThat(this.<Optional<Member>>members(members -> members.change(caller(ann), domain, ann.id(), Role.OWNER)))
                .isPresent();
        assertThat(this.<Boolean>members(members -> members.remove(ROOT, domain, ann.id())))
                .isTrue();
    }

    @Test
    void a_user_is_a_member_once_and_may_rise() {
        User ann = user();
        UUID domain = domain();
        members(members -> members.add(ROOT, domain, ann.id(), Role.MEMBER));

        assertThatThrownBy(() -> members(members -> members.add(ROOT, domain, ann.id(), Role.ADMIN)))
                .isInstanceOf(AlreadyExistsException.class);
        assertThat(this.<Optional<Member>>members(members -> members.change(ROOT, domain, ann.id(), Role.OWNER)))
                .map(Member::role)
                .contains(Role.OWNER);
        assertThat(this.<Boolean>members(members -> members.remove(ROOT, domain, ann.id())))
                .isTrue();
        assertThat(this.<Boolean>members(members -> members.remove(ROOT, domain, ann.id())))
                .isFalse();
    }

    @Test
    void a_standing_follows_the_membership_at_once() {
        User ann = user();
        UUID domain = domain();
        Caller caller = caller(ann);
        Authority authority = new Authority(database);

        assertThat(authority.standing(caller, domain)).isEqualTo(new Authority.Standing.Stranger());
        members(members -> members.add(ROOT, domain, ann.id(), Role.ADMIN));
        assertThat(authority.standing(caller, domain)).isEqualTo(new Authority.Standing.Holder(Role.ADMIN));
        members(members -> members.remove(ROOT, domain, ann.id()));
        assertThat(authority.standing(caller, domain)).isEqualTo(new Authority.Standing.Stranger());
        assertThat(authority.standing(ROOT, domain)).isEqualTo(new Authority.Standing.Holder(Role.OWNER));
        rows.update("UPDATE domains SET deleted_at = CURRENT_TIMESTAMP WHERE id = ?", domain);
        assertThat(authority.standing(ROOT, domain)).isEqualTo(new Authority.Standing.NoDomain());
    }

    @Test
    @DisplayName("finding 29: the audit log says who, what, from where, before and after, and no secret")
    void records_changes_without_secrets() {
        User ann = user();
        ApiKey.Made key = key(ann, Optional.empty());
        users(users -> users.update(
                ROOT, ann.id(), user -> user.with(user.username(), Optional.of("a@b.example"), false, false)));

        AuditEntry change = audit("user").stream()
                .filter(entry -> entry.targetId().equals(Optional.of(ann.id())))
                .findFirst()
                .orElseThrow();
        assertThat(change.actor()).isEqualTo("root");
        assertThat(change.actorId()).isEmpty();
        assertThat(change.clientIp()).isEqualTo("192.0.2.1");
        assertThat(change.action()).isEqualTo("update");
        assertThat(change.before().orElseThrow()).contains("true").doesNotContain("a@b.example");
        assertThat(change.after().orElseThrow()).contains("a@b.example");
        assertThat(audit("api_key"))
                .isNotEmpty()
                .allSatisfy(entry -> assertThat(entry.toString())
                        .doesNotContain(key.secret().text())
                        .doesNotContain(SECRETS.digest(key.secret().text())));
    }

    @Test
    void finds_in_the_audit_log_by_time_actor_and_domain_newest_first() {
        User ann = user();
        UUID domain = domain();
        members(members -> members.add(ROOT, domain, ann.id(), Role.MEMBER));
        members(members -> members.change(ROOT, domain, ann.id(), Role.ADMIN));

        assertThat(search(Optional.empty(), Optional.empty(), Optional.of(domain), 10))
                .extracting(AuditEntry::action)
                .containsExactlyInAnyOrder("create", "update");
        assertThat(search(Optional.empty(), Optional.empty(), Optional.of(domain), 1))
                .hasSize(1);
        assertThat(search(Optional.empty(), Optional.of("nobody"), Optional.of(domain), 10))
                .isEmpty();
        assertThat(search(
                        Optional.of(Instant.parse("2999-01-01T00:00:00Z")), Optional.empty(), Optional.of(domain), 10))
                .isEmpty();
    }

    private List<AuditEntry> audit(String target) {
        return audit.list(new Audit.Search(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(target), Optional.empty(), 500, 0));
    }

    private List<AuditEntry> search(Optional<Instant> since, Optional<String> actor, Optional<UUID> domain, int limit) {
        return audit.list(new Audit.Search(since, Optional.empty(), actor, Optional.empty(), domain, limit, 0));
    }

    private User user() {
        next++;
        return users(users -> users.create(ROOT, "user" + next, Optional.empty(), false));
    }

    private static Caller caller(User user) {
        return new Caller(user.id(), user.username(), false, Optional.empty(), Optional.empty(), Set.of(), "192.0.2.1");
    }

    private UUID domain() {
        UUID id = UUID.randomUUID();
        rows.update("INSERT INTO domains (id, domain_name) VALUES (?, ?)", id, id + ".example.com");
        return id;
    }

    private ApiKey.Made key(User user, Optional<Instant> end) {
        return keys(keys -> keys.create(ROOT, user.id(), "ci", List.of("logs:read"), end));
    }

    private ApiKey.Rotated rotate(User user, ApiKey.Made key, Optional<Duration> grace) {
        return keys(keys -> keys.rotate(ROOT, user.id(), key.key().id(), grace)).orElseThrow();
    }

    private Authentication.Verdict verdict(ApiKey.Made key) {
        return new Authentication(database, SECRETS, new RootKey("root"), Settings.of(Map.of()), clock)
                .verify(key.secret().text(), "192.0.2.1");
    }

    private <T> T users(Function<Users, T> work) {
        return rows.call(entities -> work.apply(new Users(audit, clock, entities)));
    }

    private <T> T keys(Function<Keys, T> work) {
        return rows.call(entities -> work.apply(new Keys(audit, SECRETS, clock, entities)));
    }

    private <T> T members(Function<Members, T> work) {
        return rows.call(entities -> work.apply(new Members(audit, entities)));
    }
}
