package org.fastsmtp.access;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;

/** A row of {@code users}. The database sets the two timestamps. */
@Entity
@DynamicUpdate
@Table(name = "users")
class UserRow {
    @Id
    UUID id;

    String username;

    String email;

    @Column(name = "is_active")
    boolean active;

    @Column(name = "is_superuser")
    boolean superuser;

    @Column(name = "deleted_at")
    Instant deletedAt;

    @Column(name = "created_at", insertable = false, updatable = false)
    Instant createdAt;

    @Column(name = "updated_at", insertable = false, updatable = false)
    Instant updatedAt;

    protected UserRow() {}

    UserRow(UUID id, String username, Optional<String> email, boolean superuser) {
        this.id = id;
        this.username = username;
        this.email = email.orElse(null);
        this.active = true;
        this.superuser = superuser;
    }

    void set(User user) {
        username = user.username();
        email = user.email().orElse(null);
        active = user.isActive();
        superuser = user.isSuperuser();
    }

    User user() {
        return new User(id, username, Optional.ofNullable(email), active, superuser, createdAt, updatedAt);
    }
}
