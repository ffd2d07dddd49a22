package org.fastsmtp.domain;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;

/** A row of {@code domains}. The database sets the two timestamps. */
@Entity
@DynamicUpdate
@Table(name = "domains")
class DomainRow {
    @Id
    UUID id;

    @Column(name = "domain_name", updatable = false)
    String name;

    @Column(name = "is_enabled")
    boolean enabled;

    @Column(name = "verify_dkim")
    Boolean verifyDkim;

    @Column(name = "verify_spf")
    Boolean verifySpf;

    @Column(name = "reject_dkim_fail")
    Boolean rejectDkimFail;

    @Column(name = "reject_spf_fail")
    Boolean rejectSpfFail;

    @Column(name = "preserve_raw_message")
    Boolean preserveRawMessage;

    @Column(name = "deleted_at")
    Instant deletedAt;

    @Column(name = "created_at", insertable = false, updatable = false)
    Instant createdAt;

    @Column(name = "updated_at", insertable = false, updatable = false)
    Instant updatedAt;

    protected DomainRow() {}

    DomainRow(UUID id, String name, DomainFlags flags) {
        this.id = id;
        this.name = name;
        this.enabled = true;
        set(flags);
    }

    void set(DomainFlags flags) {
        verifyDkim = flags.verifyDkim().orElse(null);
        verifySpf = flags.verifySpf().orElse(null);
        rejectDkimFail = flags.rejectDkimFail().orElse(null);
        rejectSpfFail = flags.rejectSpfFail().orElse(null);
        preserveRawMessage = flags.preserveRawMessage().orElse(null);
    }

    Domain domain() {
        DomainFlags flags = new DomainFlags(
                Optional.ofNullable(verifyDkim),
                Optional.ofNullable(verifySpf),
                Optional.ofNullable(rejectDkimFail),
                Optional.ofNullable(rejectSpfFail),
                Optional.ofNullable(preserveRawMessage));
        return new Domain(id, name, enabled, flags, createdAt, updatedAt);
    }
}
