package org.fastsmtp.cli.config;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The profile in force: environment over named profile over built-in values (CONTRACT section 8.2). */
public final class Access {
    private Access() {}

    /**
     * @param named from {@code --profile}
     * @param warn told when a profile is named that does not exist: the built-in values stand for it, but not silently
     */
    public static Profile inForce(
            Configuration configuration,
            Optional<String> named,
            Map<String, String> environment,
            Consumer<String> warn) {
        Optional<String> asked = named.or(() -> variable(environment, "FSMTP_PROFILE"));
        Optional<Profile> found = configuration.profile(asked.orElse(configuration.defaultProfile()));
        if (asked.isPresent() && found.isEmpty()) {
            warn.accept("Warning: no profile '" + asked.get() + "', using " + Profile.DEFAULT.url()
                    + " unless FSMTP_URL says otherwise");
        }
        Profile profile = found.orElse(Profile.DEFAULT);
        profile = variable(environment, "FSMTP_URL").map(profile::withUrl).orElse(profile);
        profile =
                variable(environment, "FSMTP_API_KEY").map(profile::withApiKey).orElse(profile);
        Optional<Double> timeout = variable(environment, "FSMTP_TIMEOUT").flatMap(Access::seconds);
        profile = timeout.isPresent() ? profile.withTimeout(timeout.get()) : profile;
        Optional<Boolean> verify = variable(environment, "FSMTP_VERIFY_SSL")
                .map(text -> switch (text.toLowerCase(Locale.ROOT)) {
                    case "0", "false", "no" -> false;
                    default -> true;
                });
        return verify.isPresent() ? profile.withVerifySsl(verify.get()) : profile;
    }

    private static Optional<String> variable(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    /** A bad number is ignored (CONTRACT section 8.2). */
    private static Optional<Double> seconds(String text) {
        try {
            double seconds = Double.parseDouble(text);
            return seconds > 0 && !Double.isInfinite(seconds) ? Optional.of(seconds) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
