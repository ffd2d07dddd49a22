package org.fastsmtp.authentication;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.fastsmtp.authentication.Verdicts.Arc;
import org.fastsmtp.authentication.Verdicts.Dkim;
import org.fastsmtp.authentication.Verdicts.Dmarc;
import org.fastsmtp.authentication.Verdicts.Spf;
import org.fastsmtp.json.Json;

/** The JSON form of {@link Verdicts}: as stored with the message and as shown in the payload. */
final class VerdictsJson {
    private VerdictsJson() {}

    static JsonObject write(Verdicts verdicts) {
        JsonArrayBuilder signatures = Json.createArrayBuilder();
        verdicts.dkim().forEach(signature -> signatures.add(dkim(signature)));
        return Json.createObjectBuilder()
                .add("spf", spf(verdicts.spf()))
                .add("spf_helo", spf(verdicts.spfHelo()))
                .add("dkim", signatures)
                .add("dmarc", dmarc(verdicts.dmarc()))
                .add("arc", arc(verdicts.arc()))
                .add("sender_verified", verdicts.senderVerified())
                .add("explanation", verdicts.explanation())
                .build();
    }

    static Verdicts read(JsonObject json) {
        List<Dkim> signatures = new ArrayList<>();
        for (JsonValue value : json.getJsonArray("dkim")) {
            signatures.add(dkim(value.asJsonObject()));
        }
        return new Verdicts(
                spf(json.getJsonObject("spf")),
                spf(json.getJsonObject("spf_helo")),
                signatures,
                dmarc(json.getJsonObject("dmarc")),
                json.containsKey("arc") ? arc(json.getJsonObject("arc")) : Arc.UNCHECKED,
                json.getBoolean("sender_verified"),
                json.getString("explanation"));
    }

    private static JsonObjectBuilder spf(Spf spf) {
        return Json.createObjectBuilder()
                .add("result", spf.result().word())
                .add("domain", spf.domain())
                .add("identity", spf.identity().word())
                .add("explanation", spf.explanation());
    }

    private static Spf spf(JsonObject json) {
        return new Spf(
                Result.of(json.getString("result")),
                json.getString("domain"),
                Spf.Identity.valueOf(json.getString("identity").toUpperCase(Locale.ROOT)),
                json.getString("explanation"));
    }

    private static JsonObjectBuilder dkim(Dkim dkim) {
        return Json.createObjectBuilder()
                .add("result", dkim.result().word())
                .add("domain", dkim.domain())
                .add("selector", dkim.selector())
                .add("algorithm", dkim.algorithm())
                .add("bits", dkim.bits())
                .add("aligned", dkim.aligned())
                .add("body_partly_signed", dkim.bodyPartlySigned())
                .add("testing", dkim.testing())
                .add("reason", dkim.reason());
    }

    private static Dkim dkim(JsonObject json) {
        return new Dkim(
                Result.of(json.getString("result")),
                json.getString("domain"),
                json.getString("selector"),
                json.getString("algorithm"),
                json.getInt("bits"),
                json.getBoolean("aligned"),
                json.getBoolean("body_partly_signed"),
                json.getBoolean("testing"),
                json.getString("reason"));
    }

    private static JsonObjectBuilder dmarc(Dmarc dmarc) {
        return Json.createObjectBuilder()
                .add("result", dmarc.result().word())
                .add("domain", dmarc.domain())
                .add("policy", dmarc.policy())
                .add("percent", dmarc.percent())
                .add("spf_aligned", dmarc.spfAligned())
                .add("dkim_aligned", dmarc.dkimAligned())
                .add("reason", dmarc.reason());
    }

    private static Dmarc dmarc(JsonObject json) {
        return new Dmarc(
                Result.of(json.getString("result")),
                json.getString("domain"),
                json.getString("policy"),
                json.getInt("percent"),
                json.getBoolean("spf_aligned"),
                json.getBoolean("dkim_aligned"),
                json.getString("reason"));
    }

    private static JsonObjectBuilder arc(Arc arc) {
        return Json.createObjectBuilder()
                .add("result", arc.result().word())
                .add("sets", arc.sets())
                .add("domain", arc.domain())
                .add("reason", arc.reason());
    }

    private static Arc arc(JsonObject json) {
        return new Arc(
                Result.of(json.getString("result")),
                json.getInt("sets"),
                json.getString("domain"),
                json.getString("reason"));
    }
}
