package org.fastsmtp.access;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;

/** A row of {@code domain_members}. */
@Entity
@DynamicUpdate
@Table(name = "domain_members")
class MemberRow {
    @Id
    UUID id;

    @ManyToOne(fetch = FetchType.EAGER, optional = false)
    @JoinColumn(name = "user_id", updatable = false)
    UserRow user;

    @Column(name = "domain_id", updatable = false)
    UUID domainId;

    String role;

    @Column(name = "created_at", insertable = false, updatable = false)
    Instant createdAt;

    @Column(name = "updated_at", insertable = false, updatable = false)
    Instant updatedAt;

    protected MemberRow() {}

    MemberRow(UserRow user, UUID domainId, Role role) {
        this.id = UUID.randomUUID();
        this.user = user;
        this.domainId = domainId;
        this.role = role.word();
    }

    Member member() {
        return new Member(id, user.id, domainId, Role.of(role), user.username, createdAt, updatedAt);
    }
}
