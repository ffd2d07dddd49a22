package org.fastsmtp.system;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What is wrong, where, and how that is said (CONTRACT section 1.1): for each endpoint of the contract what a client may get wrong there. The
 * place and the type of each fault are compared as a whole: one fault too many is wrong too.
 */
final class BadInput {
    private static final String NONE = "00000000-0000-4000-8000-000000000000";
    private static final String LONG = "x".repeat(256);
    private static final String URL = "\"webhook_url\": \"https://example.com/h\"";
    private static final String RULE = "\"field\": \"subject\", \"operator\": \"contains\", \"value\": \"x\"";

    private static final String D = "/domains/{domain}";
    private static final String R = D + "/recipients";
    private static final String S = D + "/rulesets";

    private BadInput() {}

    /** @param wanted faults as {@code place:type}, or what the detail contains */
    private record Row(String method, String path, String body, int status, String wanted) {}

    private static Row row(String method, String path, String body, int status, String wanted) {
        return new Row(method, path, body, status, wanted);
    }

    private static final List<Row> ROWS = List.of(
            row("POST", "/users", "", 422, "body:missing"),
            row("POST", "/users", "{", 422, "body.1:json_invalid"),
            row("POST", "/users", "[]", 422, "body:model_attributes_type"),
            row("POST", "/users", "{}", 422, "body.username:missing"),
            row("POST", "/users", "{\"username\": 5}", 422, "body.username:string_type"),
            row("POST", "/users", "{\"username\": \"\"}", 422, "body.username:string_too_short"),
            row("POST", "/users", "{\"username\": \"" + LONG + "\"}", 422, "body.username:string_too_long"),
            row(
                    "POST",
                    "/users",
                    "{\"username\": null, \"email\": 5, \"is_superuser\": \"maybe\"}",
                    422,
                    "body.username:string_type body.email:string_type body.is_superuser:bool_parsing"),
            row("POST", "/users", "{\"username\": \"u\", \"is_superuser\": null}", 422, "body.is_superuser:bool_type"),
            row("POST", "/users", "{\"username\": \"{username}\"}", 409, "already exists"),
            row("GET", "/users/x", "", 422, "path.user_id:uuid_parsing"),
            row("GET", "/users/" + NONE, "", 404, "User not found"),
            row("PUT", "/users/{user}", "{\"is_active\": null}", 422, "body.is_active:bool_type"),
            row("PUT", "/users/{user}", "{\"username\": null}", 422, "body.username:string_type"),
            row("PUT", "/users/x", "[1]", 422, "path.user_id:uuid_parsing body:model_attributes_type"),
            row("PUT", "/users/" + NONE, "{}", 404, "User not found"),
            row("DELETE", "/users/x", "", 422, "path.user_id:uuid_parsing"),
            row("DELETE", "/users/" + NONE, "", 404, "User not found"),
            row("PATCH", "/users/{user}", "{}", 405, "Method Not Allowed"),
            row("POST", "/auth/keys", "{}", 422, "body.name:missing"),
            row("POST", "/auth/keys", "{\"name\": \"k\"}", 400, "Root user cannot create"),
            row("DELETE", "/auth/keys/" + NONE, "", 400, "Root user has no API keys"),
            row("POST", "/auth/keys/" + NONE + "/rotate", "", 400, "Root user has no API keys"),
            row("DELETE", "/auth/keys/x", "", 422, "path.key_id:uuid_parsing"),
            row(
                    "POST",
                    "/users/{user}/keys",
                    "{\"name\": \"\", \"scopes\": \"x\", \"expires_at\": \"soon\"}",
                    422,
                    "body.name:string_too_short body.scopes:list_type body.expires_at:datetime_from_date_parsing"),
            row(
                    "POST",
                    "/users/{user}/keys",
                    "{\"name\": \"k\", \"scopes\": [\"rules:read\", \"everything\"]}",
                    422,
                    "body.scopes.1:value_error"),
            row("POST", "/users/" + NONE + "/keys", "{\"name\": \"k\"}", 404, "User not found"),
            row("POST", "/users/{user}/keys/{key}/rotate", "{\"grace\": \"soon\"}", 422, "body.grace:value_error"),
            row("POST", "/users/{user}/keys/" + NONE + "/rotate", "", 404, "API key not found"),
            row("DELETE", "/users/{user}/keys/" + NONE, "", 404, "API key not found"),
            row("POST", "/domains", "{}", 422, "body.domain_name:missing"),
            row("POST", "/domains", "{\"domain_name\": \"a b\"}", 422, "body.domain_name:value_error"),
            row("POST", "/domains", "{\"domain_name\": \"a_b.example\"}", 422, "body.domain_name:value_error"),
            row("POST", "/domains", "{\"domain_name\": \"*.example.com\"}", 422, "body.domain_name:value_error"),
            row("POST", "/domains", "{\"domain_name\": \"{domain_name}\"}", 409, "already exists"),
            row(
                    "POST",
                    "/domains",
                    "{\"domain_name\": \"raw.example\", \"preserve_raw_message\": true}",
                    422,
                    "s3_bucket"),
            row(
                    "POST",
                    "/domains",
                    "{\"domain_name\": 5, \"verify_spf\": 2}",
                    422,
                    "body.domain_name:string_type body.verify_spf:bool_parsing"),
            row("GET", "/domains/x", "", 422, "path.domain_id:uuid_parsing"),
            row("GET", "/domains/" + NONE, "", 404, "Domain not found"),
            row("PUT", D, "{\"is_enabled\": null}", 422, "body.is_enabled:bool_type"),
            row("PUT", D, "{\"preserve_raw_message\": true}", 422, "s3_bucket"),
            row("PUT", "/domains/" + NONE, "{}", 404, "Domain not found"),
            row("DELETE", "/domains/" + NONE, "", 404, "Domain not found"),
            row("POST", D + "/members", "{\"role\": \"king\"}", 422, "body.user_id:missing body.role:enum"),
            row("POST", D + "/members", "{\"user_id\": \"x\"}", 422, "body.user_id:uuid_parsing"),
            row("POST", D + "/members", "{\"user_id\": \"" + NONE + "\"}", 404, "User not found"),
            row("POST", D + "/members", "{\"user_id\": \"{user}\"}", 409, "already a member"),
            row("PUT", D + "/members/{user}", "{}", 422, "body.role:missing"),
            row("PUT", D + "/members/" + NONE, "{\"role\": \"admin\"}", 404, "Member not found"),
            row("DELETE", D + "/members/" + NONE, "", 404, "Member not found"),
            row("GET", "/domains/" + NONE + "/members", "", 404, "Domain not found"),
            row("POST", R, "{}", 422, "body.webhook_url:missing"),
            row("POST", R, "{\"webhook_url\": \"ftp://example.com/\"}", 422, "body.webhook_url:url_scheme"),
            row("POST", R, "{\"webhook_url\": \"example.com\"}", 422, "body.webhook_url:url_parsing"),
            row("POST", R, "{\"webhook_url\": \"https://u:p@example.com/\"}", 422, "body.webhook_url:value_error"),
            row("POST", R, "{\"webhook_url\": \"https://u@example.com/\"}", 422, "body.webhook_url:value_error"),
            row("POST", R, "{\"webhook_url\": 5}", 422, "body.webhook_url:url_type"),
            row("POST", R, "{\"webhook_url\": \"http://169.254.169.254/\"}", 422, "body.webhook_url:value_error"),
            row(
                    "POST",
                    R,
                    "{\"webhook_url\": \"https://example.com/" + "x".repeat(2100) + "\"}",
                    422,
                    "body.webhook_url:url_too_long"),
            row(
                    "POST",
                    R,
                    "{" + URL + ", \"local_part\": 5, \"webhook_headers\": []}",
                    422,
                    "body.local_part:string_type body.webhook_headers:dict_type"),
            row("POST", R, "{" + URL + ", \"local_part\": \"" + LONG + "\"}", 422, "body.local_part:string_too_long"),
            row("POST", R, "{" + URL + ", \"webhook_headers\": {\"X\": 5}}", 422, "body.webhook_headers.X:string_type"),
            row("POST", R, "{" + URL + ", \"webhook_secret\": \"x\"}", 422, "body.webhook_secret:value_error"),
            row("POST", R, "{" + URL + ", \"webhook_timeout\": 0}", 422, "body.webhook_timeout:greater_than_equal"),
            row("POST", R, "{" + URL + ", \"local_part\": \"TICKETS\"}", 409, "already exists"),
            row("POST", R, "{" + URL + ", \"local_part\": \"*\"}", 409, "catch-all"),
            row("POST", R, "{" + URL + ", \"local_part\": \"\"}", 409, "catch-all recipient already exists"),
            row("PUT", R + "/{recipient}", "{\"is_enabled\": null}", 422, "body.is_enabled:bool_type"),
            row("PUT", R + "/{recipient}", "{\"webhook_url\": null}", 422, "body.webhook_url:url_type"),
            row(
                    "PUT",
                    R + "/{recipient}",
                    "{\"webhook_url\": \"http://10.0.0.1/\"}",
                    422,
                    "body.webhook_url:value_error"),
            row(
                    "PUT",
                    R + "/{recipient}",
                    "{\"webhook_url\": \"https://u:p@example.com/\"}",
                    422,
                    "body.webhook_url:value_error"),
            row("PUT", R + "/{recipient}", "{\"local_part\": null}", 409, "catch-all"),
            row("GET", R + "/" + NONE, "", 404, "Recipient not found"),
            row("PUT", R + "/" + NONE, "{}", 404, "Recipient not found"),
            row("DELETE", R + "/" + NONE, "", 404, "Recipient not found"),
            row("POST", S, "{\"priority\": 1001}", 422, "body.name:missing body.priority:less_than_equal"),
            row("POST", S, "{\"name\": \"r\", \"priority\": -1}", 422, "body.priority:greater_than_equal"),
            row("POST", S, "{\"name\": \"r\", \"priority\": 1.5}", 422, "body.priority:int_from_float"),
            row("POST", S, "{\"name\": \"r\", \"priority\": \"x\"}", 422, "body.priority:int_parsing"),
            row("POST", S, "{\"name\": \"rules\"}", 409, "already exists"),
            row("PUT", S + "/{ruleset}", "{\"name\": \"\"}", 422, "body.name:string_too_short"),
            row("PUT", S + "/{ruleset}", "{\"stop_on_match\": null}", 422, "body.stop_on_match:bool_type"),
            row("GET", S + "/" + NONE, "", 404, "Ruleset not found"),
            row("PUT", S + "/" + NONE, "{}", 404, "Ruleset not found"),
            row("DELETE", S + "/" + NONE, "", 404, "Ruleset not found"),
            row(
                    "POST",
                    S + "/{ruleset}/rules",
                    "{}",
                    422,
                    "body.field:missing body.operator:missing body.value:missing"),
            row(
                    "POST",
                    S + "/{ruleset}/rules",
                    "{\"field\": \"nonsense\", \"operator\": \"is\", \"value\": \"x\", \"action\": \"burn\"}",
                    422,
                    "body.field:value_error body.operator:value_error body.action:value_error"),
            row(
                    "POST",
                    S + "/{ruleset}/rules",
                    "{\"field\": \"subject\", \"operator\": \"regex\", \"value\": \"(\"}",
                    422,
                    "body.value:value_error"),
            row(
                    "POST",
                    S + "/{ruleset}/rules",
                    "{" + RULE + ", \"webhook_url_override\": \"x\", \"add_tags\": \"x\"}",
                    422,
                    "body.webhook_url_override:url_parsing body.add_tags:list_type"),
            row(
                    "POST",
                    S + "/{ruleset}/rules",
                    "{" + RULE + ", \"webhook_url_override\": \"http://[::1]/\"}",
                    422,
                    "body.webhook_url_override:value_error"),
            row(
                    "POST",
                    S + "/{ruleset}/rules",
                    "{" + RULE + ", \"webhook_url_override\": \"https://u:p@example.com/\"}",
                    422,
                    "body.webhook_url_override:value_error"),
            row(
                    "PUT",
                    D + "/rules/{rule}",
                    "{\"webhook_url_override\": \"https://u:p@example.com/\"}",
                    422,
                    "body.webhook_url_override:value_error"),
            row("POST", S + "/{ruleset}/rules", "{" + RULE + ", \"preserve_raw\": true}", 422, "s3_bucket"),
            row("POST", S + "/" + NONE + "/rules", "{" + RULE + "}", 404, "Ruleset not found"),
            row("PUT", D + "/rules/{rule}", "{\"operator\": \"is\"}", 422, "body.operator:value_error"),
            row("PUT", D + "/rules/{rule}", "{\"value\": null}", 422, "body.value:string_type"),
            row("PUT", D + "/rules/" + NONE, "{\"preserve_raw\": true}", 404, "Rule not found"),
            row("PUT", D + "/rules/{rule}", "{\"preserve_raw\": true}", 422, "s3_bucket"),
            row("DELETE", D + "/rules/" + NONE, "", 404, "Rule not found"),
            row("POST", S + "/{ruleset}/reorder", "{\"rule_ids\": []}", 422, "body.rule_ids:too_short"),
            row("POST", S + "/{ruleset}/reorder", "{\"rule_ids\": [\"x\"]}", 422, "body.rule_ids.0:uuid_parsing"),
            row(
                    "POST",
                    S + "/{ruleset}/reorder",
                    "{\"rule_ids\": [\"" + NONE + "\"]}",
                    400,
                    "not found in this ruleset"),
            row("POST", S + "/{ruleset}/reorder", "{\"rule_ids\": [\"{rule}\"]}", 400, "All rules"),
            row("POST", S + "/" + NONE + "/reorder", "{\"rule_ids\": [\"{rule}\"]}", 404, "Ruleset not found"),
            row(
                    "GET",
                    D + "/delivery-log?limit=0&offset=-1",
                    "",
                    422,
                    "query.limit:greater_than_equal query.offset:greater_than_equal"),
            row("GET", D + "/delivery-log?limit=501", "", 422, "query.limit:less_than_equal"),
            row("GET", D + "/delivery-log?limit=x", "", 422, "query.limit:int_parsing"),
            row("GET", D + "/delivery-log?since=soon", "", 422, "query.since:datetime_from_date_parsing"),
            row("GET", "/delivery-log/x", "", 422, "path.log_id:uuid_parsing"),
            row("GET", "/delivery-log/" + NONE, "", 404, "not found"),
            row("POST", "/delivery-log/" + NONE + "/retry", "", 404, "not found"),
            row("GET", "/delivery-log/" + NONE + "/attachments/x", "", 422, "path.place:int_parsing"),
            row("GET", "/ready?include_queue=maybe", "", 422, "query.include_queue:bool_parsing"),
            row("POST", "/test-webhook", "{}", 422, "body.webhook_url:missing"),
            row("POST", "/test-webhook", "{\"webhook_url\": \"x\"}", 422, "body.webhook_url:url_parsing"),
            row("GET", "/audit-log?limit=0", "", 422, "query.limit:greater_than_equal"),
            row("GET", "/nothing", "", 404, "Not Found"));

    /**
     * @param named what stands for {@code {domain}}, {@code {user}} and so on
     * @return each answer that is not as it should be
     */
    static List<String> findings(Api api, Map<String, String> named) {
        List<String> findings = new ArrayList<>();
        for (Row row : ROWS) {
            Api.Answer answer = api.send(row.method, "/api/v1" + filled(row.path, named), filled(row.body, named));
            boolean isAsWanted = answer.status() == row.status && isTold(row.wanted, answer.json());
            if (!isAsWanted) {
                findings.add(row.method + " " + row.path + " " + row.body + ": " + answer);
            }
        }
        return findings;
    }

    private static boolean isTold(String wanted, JsonObject answer) {
        if (!(answer.get("detail") instanceof JsonArray faults)) {
            return answer.getString("detail").contains(wanted);
        }
        return faults.stream()
                .map(JsonValue::asJsonObject)
                .map(fault -> place(fault.getJsonArray("loc")) + ":" + fault.getString("type"))
                .collect(Collectors.joining(" "))
                .equals(wanted);
    }

    private static String place(JsonArray loc) {
        return loc.stream()
                .map(step -> step instanceof jakarta.json.JsonString text ? text.getString() : step.toString())
                .collect(Collectors.joining("."));
    }

    private static String filled(String text, Map<String, String> named) {
        String filled = text;
        for (Map.Entry<String, String> name : named.entrySet()) {
            filled = filled.replace("{" + name.getKey() + "}", name.getValue());
        }
        return filled;
    }
}
