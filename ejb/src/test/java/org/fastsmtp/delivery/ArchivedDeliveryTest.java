package org.fastsmtp.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fastsmtp.archive.Archive;
import org.fastsmtp.archive.LateUploads;
import org.fastsmtp.archive.MailRows;
import org.fastsmtp.archive.ObjectRows;
import org.fastsmtp.archive.ObjectStore;
import org.fastsmtp.archive.S3Server;
import org.fastsmtp.archive.StoredMail;
import org.fastsmtp.authentication.Verdicts;
import org.fastsmtp.message.MessageLimits;
import org.fastsmtp.message.MessageParser;
import org.fastsmtp.retention.More;
import org.fastsmtp.retention.ObjectRemoval;
import org.fastsmtp.rule.Decision;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;
import org.fastsmtp.smtp.Content;
import org.fastsmtp.webhook.PayloadLimits;
import org.fastsmtp.webhook.PayloadWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CONTRACT sections 3.3 and 3.5 over the whole delivery stage, with a store that is up, down or refusing. */
class ArchivedDeliveryTest {
    private static final String MAIL = """
            From: a@example.org\r
            Subject: two files of one name\r
            Message-ID: <m@example.org>\r
            Content-Type: multipart/mixed; boundary=b\r
            \r
            --b\r
            Content-Type: text/plain\r
            \r
            Hello\r
            --b\r
            Content-Type: text/csv; name="../a.csv"\r
            Content-Disposition: attachment\r
            \r
            first\r
            --b\r
            Content-Type: text/csv; name="../a.csv"\r
            Content-Disposition: attachment\r
            \r
            second\r
            --b--\r
            """;

    @TempDir
    Path spool;

    private final S3Server s3 = new S3Server();
    private final DeliveryStage stage = new DeliveryStage(Map.of("webhook_retry_schedule", "5s,1m"));
    private final MessageParser parser = new MessageParser(MessageLimits.DEFAULT);
    private Optional<Archive> archive = Optional.empty();
    private Payloads looking = stage.payloads;

    @AfterEach
    void close() {
        archive.ifPresent(Archive::close);
        stage.close();
        s3.close();
    }

    private void with(String... settings) {
        Map<String, String> values = new HashMap<>();
        for (String setting : settings) {
            values.put(setting.split("=")[0], setting.split("=")[1]);
        }
        Settings all = s3.settings(values);
        Archive made = new Archive(
                all,
                stage.fixture.database,
                Optional.of(new ObjectStore(all, stage.fixture.clock)),
                stage.fixture.clock);
        archive = Optional.of(made);
        stage.payloads = payloads(all, ArchivedPlaces.bringing(made, all.get(Setting.PRESERVE_RAW_REQUIRED)));
        looking = payloads(all, ArchivedPlaces.looking(made));
    }

    private Payloads payloads(Settings settings, StoredPayloads.Places places) {
        PayloadLimits limits = new PayloadLimits(
                settings.get(Setting.WEBHOOK_MAX_INLINE_ATTACHMENT_SIZE),
                settings.get(Setting.WEBHOOK_MAX_INLINE_PAYLOAD_SIZE));
        return new StoredPayloads(parser, new PayloadWriter(spool), limits, places);
    }

    /** As intake leaves it. */
    private UUID mail(boolean asksForRaw) throws SQLException, IOException {
        UUID id = stage.mail();
        UUID mailId = mailOf(id);
        byte[] octets = MAIL.getBytes(StandardCharsets.US_ASCII);
        stage.fixture.update(
                "UPDATE mails SET head = ?, size_octets = ?, verdicts = ? WHERE id = ?",
                octets,
                octets.length,
                Verdicts.UNCHECKED.toJson().toString(),
                mailId);
        String decision = jakarta.json.Json.createObjectBuilder(
                        Decision.forward(0).toJson())
                .add(StoredPayloads.ARCHIVE_RAW, asksForRaw)
                .build()
                .toString();
        stage.fixture.update("UPDATE delivery_log SET decision = ? WHERE id = ?", decision, id);
        if (asksForRaw) {
            announceRaw(mailId);
        }
        return id;
    }

    private void announceRaw(UUID mailId) throws SQLException, IOException {
        Content content = new MailRows(stage.fixture.database).content(mailId);
        StoredMail mail = new StoredMail(
                mailId,
                stage.fixture.clock.instant(),
                "s",
                "192.0.2.1",
                "",
                Optional.empty(),
                "",
                List.of(),
                "<m@example.org>",
                false,
                "00",
                "{}",
                content);
        try (var connection = stage.fixture.database.getConnection()) {
            ObjectRows.insert(
                    connection,
                    List.of(archive.orElseThrow()
                            .raw(mail, stage.fixture.domainId, "example.com")
                            .orElseThrow()));
        }
    }

    private UUID mailOf(UUID delivery) {
        return (UUID) stage.fixture.row(delivery).get("MAIL_ID");
    }

    private JsonObject view(UUID delivery) throws SQLException, IOException {
        return new PayloadView(stage.fixture.database, looking).of(delivery).orElseThrow();
    }

    private List<Map<String, Object>> waiting() {
        return stage.fixture.select("SELECT * FROM stored_objects WHERE stored_at IS NULL");
    }

    @Test
    @DisplayName("finding 13: two attachments of one name are two objects")
    void attachments_lie_in_the_store_and_the_payload_says_where() throws SQLException, IOException {
        with("attachment_storage=s3", "s3_presigned_urls=true");
        UUID id = mail(false);
        stage.drain();

        assertThat(stage.status(id)).isEqualTo("delivered");
        assertThat(s3.objects()).hasSize(2);
        JsonObject first = view(id).getJsonArray("attachments").getJsonObject(0);
        assertThat(first.getString("storage")).isEqualTo("s3");
        assertThat(first.getString("key"))
                .isEqualTo("attachments/example.com/m@example.org/" + mailOf(id) + "/0/a.csv");
        assertThat(first.getString("bucket")).isEqualTo(S3Server.BUCKET);
        assertThat(first.getString("url")).endsWith("/bucket/" + first.getString("key"));
        assertThat(first).containsKeys("presigned_url", "expires_at").doesNotContainKeys("content", "truncated");
        assertThat(new String(s3.objects().get(first.getString("key")).octets(), StandardCharsets.US_ASCII))
                .isEqualTo("first");
        assertThat(s3.objects().get(first.getString("key")).contentType()).isEqualTo("text/csv");
        assertThat(view(id)).doesNotContainKey("raw_message");
    }

    @Test
    void an_object_is_uploaded_once_whatever_the_number_of_attempts() throws SQLException, IOException {
        with("attachment_storage=s3");
        stage.receiver.answers(500, "no");
        UUID id = mail(false);
        stage.drain();
        stage.receiver.answers(200, "");
        stage.after(Duration.ofSeconds(6));
        assertThat(stage.status(id)).isEqualTo("delivered");
        assertThat(s3.puts()).isEqualTo(2);
    }

    @Test
    @DisplayName(
            "loss: nothing is discarded when S3 is down; large content waits in the database and is uploaded later")
    void with_the_store_down_content_goes_inline_and_is_uploaded_later() throws SQLException, IOException {
        with("attachment_storage=s3", "webhook_max_inline_attachment_size=5");
        s3.goDown();
        UUID id = mail(false);
        stage.drain();

        assertThat(stage.status(id)).isEqualTo("delivered");
        JsonObject small = view(id).getJsonArray("attachments").getJsonObject(0);
        assertThat(small.getString("storage")).isEqualTo("inline");
        assertThat(small.getBoolean("storage_fallback")).isTrue();
        assertThat(small.getString("content")).isEqualTo("Zmlyc3Q=");
        JsonObject large = view(id).getJsonArray("attachments").getJsonObject(1);
        assertThat(large).containsKeys("storage_fallback", "truncated", "key").doesNotContainKey("content");
        assertThat(waiting()).hasSize(2);

        s3.comeBack();
        stage.fixture.update("UPDATE stored_objects SET created_at = ?", stage.fixture.now());
        stage.fixture.clock.advance(Duration.ofMinutes(3));
        new LateUploads(archive.orElseThrow(), stage.fixture.database, parser, stage.fixture.clock).run();
        assertThat(waiting()).isEmpty();
        assertThat(s3.objects()).containsKey(large.getString("key"));
        assertThat(view(id).getJsonArray("attachments").getJsonObject(1).getString("storage"))
                .isEqualTo("s3");
    }

    @Test
    void a_store_that_refuses_is_asked_again_at_the_next_attempt() throws SQLException, IOException {
        with("attachment_storage=s3");
        s3.be(S3Server.Mood.REFUSING);
        stage.receiver.answers(500, "no");
        UUID id = mail(false);
        stage.drain();
        assertThat(waiting()).hasSize(2);
        s3.be(S3Server.Mood.KIND);
        stage.receiver.answers(200, "");
        stage.after(Duration.ofSeconds(6));
        assertThat(stage.status(id)).isEqualTo("delivered");
        assertThat(waiting()).isEmpty();
    }

    @Test
    void the_raw_mail_is_stored_as_it_came_and_only_who_asked_sees_it() throws SQLException, IOException {
        with("preserve_raw_message=true");
        UUID id = mail(true);
        stage.drain();

        JsonObject block = view(id).getJsonObject("raw_message");
        assertThat(block.getString("key")).isEqualTo("raw/example.com/2026/11/22/m@example.org_" + mailOf(id) + ".eml");
        assertThat(block.getInt("size")).isEqualTo(MAIL.length());
        assertThat(block).doesNotContainKey("presigned_url");
        assertThat(s3.objects().get(block.getString("key")).octets())
                .isEqualTo(MAIL.getBytes(StandardCharsets.US_ASCII));
        assertThat(s3.objects().get(block.getString("key")).contentType()).isEqualTo("message/rfc822");
        UUID other = mail(false);
        stage.drain();
        assertThat(view(other)).doesNotContainKey("raw_message");
        assertThat(s3.puts()).isEqualTo(1);
    }

    @Test
    void without_the_optional_archive_the_mail_is_delivered_all_the_same() throws SQLException, IOException {
        with("preserve_raw_message=true");
        s3.be(S3Server.Mood.REFUSING);
        UUID id = mail(true);
        stage.drain();
        assertThat(stage.status(id)).isEqualTo("delivered");
        assertThat(view(id)).doesNotContainKey("raw_message");
    }

    @Test
    void a_required_archive_defers_the_delivery_until_the_raw_mail_is_there() throws SQLException, IOException {
        with("preserve_raw_message=true", "preserve_raw_required=true");
        s3.goDown();
        UUID id = mail(true);
        stage.drain();

        assertThat(stage.status(id)).isEqualTo("failed");
        assertThat(stage.fixture.attempts(id).get(0).get("STATUS_CODE")).isNull();
        assertThat(stage.fixture.row(id).get("LAST_ERROR")).isEqualTo("the raw mail is not archived yet");
        assertThat(view(id)).doesNotContainKey("raw_message");
        s3.comeBack();
        stage.after(Duration.ofSeconds(6));
        assertThat(stage.status(id)).isEqualTo("delivered");
        assertThat(view(id)).containsKey("raw_message");
    }

    @Test
    void objects_go_with_their_rows() throws SQLException, IOException {
        with("attachment_storage=s3");
        UUID id = mail(false);
        stage.drain();
        stage.fixture.update("DELETE FROM attempts");
        stage.fixture.update("DELETE FROM delivery_log WHERE id = ?", id);
        stage.fixture.update("UPDATE stored_objects SET created_at = ?", stage.fixture.now());
        More always = () -> true;
        new ObjectRemoval(
                        stage.fixture.database,
                        archive.orElseThrow().store().orElseThrow()::delete,
                        stage.fixture.clock.instant().plusSeconds(1))
                .run(100, always);
        assertThat(s3.objects()).isEmpty();
        assertThat(stage.fixture.select("SELECT id FROM stored_objects")).isEmpty();
    }
}
