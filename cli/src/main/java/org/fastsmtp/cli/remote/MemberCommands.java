package org.fastsmtp.cli.remote;

import org.fastsmtp.cli.Column;
import org.fastsmtp.cli.Confirmation;
import org.fastsmtp.cli.http.Places;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Members of a domain. USER is an id, or a name where the key may see users. */
@Command(name = "member", mixinStandardHelpOptions = true, description = "Members of a domain.")
final class MemberCommands {
    private static final Column[] COLUMNS = {
        Column.of("User", "username"),
        Column.of("User ID", "user_id"),
        Column.of("Role", "role"),
        Column.of("Since", "created_at")
    };

    @Command(name = "list", mixinStandardHelpOptions = true, description = "List members.")
    void list(@Parameters(paramLabel = "DOMAIN") String domain, @Mixin Session session) {
        var api = session.api();
        session.printer().rows(api.list(new Places(api).domain(domain) + "/members"), "members", COLUMNS);
    }

    @Command(name = "add", mixinStandardHelpOptions = true, description = "Add a member.")
    void add(
            @Parameters(paramLabel = "DOMAIN") String domain,
            @Parameters(paramLabel = "USER") String user,
            @Option(
                            names = {"-r", "--role"},
                            defaultValue = "member",
                            description = "owner, admin or member (${DEFAULT-VALUE}).")
                    String role,
            @Mixin Session session) {
        var api = session.api();
        Places places = new Places(api);
        var body = new Fields().text("user_id", places.userId(user)).text("role", role);
        session.printer().object(api.post(places.domain(domain) + "/members", body.body()), COLUMNS);
    }

    @Command(name = "update", mixinStandardHelpOptions = true, description = "Change a member's role.")
    void update(
            @Parameters(paramLabel = "DOMAIN") String domain,
            @Parameters(paramLabel = "USER") String user,
            @Option(
                            names = {"-r", "--role"},
                            required = true,
                            description = "owner, admin or member.")
                    String role,
            @Mixin Session session) {
        var api = session.api();
        Places places = new Places(api);
        String path = places.domain(domain) + "/members/" + places.userId(user);
        session.printer().object(api.put(path, new Fields().text("role", role).body()), COLUMNS);
    }

    @Command(name = "remove", mixinStandardHelpOptions = true, description = "Remove a member.")
    void remove(
            @Parameters(paramLabel = "DOMAIN") String domain,
            @Parameters(paramLabel = "USER") String user,
            @Mixin Confirmation confirmation,
            @Mixin Session session) {
        confirmation.ask("Remove " + user + " from " + domain + "?");
        var api = session.api();
        Places places = new Places(api);
        String path = places.domain(domain) + "/members/" + places.userId(user);
        session.printer().done("Member removed", api.delete(path));
    }
}
