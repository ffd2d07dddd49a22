package org.fastsmtp.intake;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.fastsmtp.authentication.Checks;
import org.fastsmtp.authentication.SenderAuthentication;
import org.fastsmtp.authentication.Verdicts;
import org.fastsmtp.domain.RoutedDomain;
import org.fastsmtp.domain.Routing;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;
import org.fastsmtp.smtp.EmailAddress;
import org.fastsmtp.smtp.Mail;

/** Which checks of the sender a mail gets: the settings of its receiving domains over the global ones. */
final class SenderCheck {
    private final Settings settings;
    private final Routing routing;
    private final SenderAuthentication authentication;

    SenderCheck(Settings settings, Routing routing, SenderAuthentication authentication) {
        this.settings = Objects.requireNonNull(settings);
        this.routing = Objects.requireNonNull(routing);
        this.authentication = Objects.requireNonNull(authentication);
    }

    /** The receiving domains that (still) exist. */
    Set<RoutedDomain> domains(Mail mail) {
        Set<RoutedDomain> domains = new LinkedHashSet<>();
        routing.table().ifPresent(table -> {
            for (EmailAddress recipient : mail.envelope().recipients()) {
                table.domain(recipient.domain()).ifPresent(domains::add);
            }
        });
        return domains;
    }

    /** One look for all domains: what one of them wants is done. */
    Verdicts check(Mail mail, Set<RoutedDomain> domains) throws IOException {
        boolean spf = domains.stream().anyMatch(this::verifiesSpf);
        boolean dkim = domains.stream().anyMatch(this::verifiesDkim);
        if (!spf && !dkim) {
            return Verdicts.UNCHECKED;
        }
        return authentication.check(
                mail.origin().address(),
                mail.origin().helo(),
                mail.envelope().reversePath(),
                mail.content(),
                new Checks(spf, dkim));
    }

    boolean rejects(RoutedDomain domain) {
        return rejectsDkimFail(domain) || rejectsSpfFail(domain);
    }

    boolean verifiesSpf(RoutedDomain domain) {
        return value(domain.verifySpf(), Setting.SMTP_VERIFY_SPF);
    }

    boolean verifiesDkim(RoutedDomain domain) {
        return value(domain.verifyDkim(), Setting.SMTP_VERIFY_DKIM);
    }

    boolean rejectsSpfFail(RoutedDomain domain) {
        return verifiesSpf(domain) && value(domain.rejectSpfFail(), Setting.SMTP_REJECT_SPF_FAIL);
    }

    boolean rejectsDkimFail(RoutedDomain domain) {
        return verifiesDkim(domain) && value(domain.rejectDkimFail(), Setting.SMTP_REJECT_DKIM_FAIL);
    }

    private boolean value(Optional<Boolean> ofDomain, Setting<Boolean> global) {
        return ofDomain.orElseGet(() -> settings.get(global));
    }
}
