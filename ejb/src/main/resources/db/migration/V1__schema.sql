-- One schema for every database; what differs stands in placeholders (SchemaMigration): ${uuid} ${json} ${timestamp} ${bytes} ${text}
-- ${touch} (moves updated_at on every UPDATE, where the column can do it; elsewhere a trigger does) and ${stored} (generated columns).
-- Names are those of CONTRACT section 7 where it has them.
--
-- Unique among what is not deleted: a generated column that is null once deleted_at is set, because not every database has partial indexes.

CREATE TABLE users (
  id ${uuid} PRIMARY KEY,
  username VARCHAR(255) NOT NULL,
  email VARCHAR(255),
  is_active BOOLEAN DEFAULT TRUE NOT NULL,
  is_superuser BOOLEAN DEFAULT FALSE NOT NULL,
  deleted_at ${timestamp},
  created_at ${timestamp} DEFAULT CURRENT_TIMESTAMP NOT NULL,
  updated_at ${timestamp} DEFAULT CURRENT_TIMESTAMP ${touch} NOT NULL,
  live_username VARCHAR(255) GENERATED ALWAYS AS (CASE WHEN deleted_at IS NULL THEN username END) ${stored},
  CONSTRAINT uq_users_username UNIQUE (live_username),
  -- Root is a principal, not a row (finding 29).
  CONSTRAINT ck_users_not_root CHECK (id <> 'ffffffff-ffff-ffff-ffff-ffffffffffff')
);
CREATE INDEX ix_users_username ON users (username);
CREATE INDEX ix_users_deleted_at ON users (deleted_at);

CREATE TABLE api_keys (
  id ${uuid} PRIMARY KEY,
  user_id ${uuid} NOT NULL,
  key_hash VARCHAR(255) NOT NULL,
  key_salt VARCHAR(128),
  key_prefix VARCHAR(20) NOT NULL,
  -- Keyed digest of the whole key, hex: the one look-up. Null in rows of the original until their first use.
  key_digest VARCHAR(64),
  name VARCHAR(255) NOT NULL,
  scopes ${json},
  expires_at ${timestamp},
  -- From then on another key is in its place, and expires_at is the end of its grace.
  rotated_at ${timestamp},
  last_used_at ${timestamp},
  is_active BOOLEAN DEFAULT TRUE NOT NULL,
  deleted_at ${timestamp},
  created_at ${timestamp} DEFAULT CURRENT_TIMESTAMP NOT NULL,
  updated_at ${timestamp} DEFAULT CURRENT_TIMESTAMP ${touch} NOT NULL,
  CONSTRAINT fk_api_keys_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT uq_api_keys_digest UNIQUE (key_digest)
);
CREATE INDEX ix_api_keys_user_id ON api_keys (user_id);
CREATE INDEX ix_api_keys_key_hash ON api_keys (key_hash);
CREATE INDEX ix_api_keys_key_prefix ON api_keys (key_prefix);
CREATE INDEX ix_api_keys_deleted_at ON api_keys (deleted_at);

CREATE TABLE domains (
  id ${uuid} PRIMARY KEY,
  domain_name VARCHAR(255) NOT NULL,
  is_enabled BOOLEAN DEFAULT TRUE NOT NULL,
  verify_dkim BOOLEAN,
  verify_spf BOOLEAN,
  reject_dkim_fail BOOLEAN,
  reject_spf_fail BOOLEAN,
  preserve_raw_message BOOLEAN,
  deleted_at ${timestamp},
  created_at ${timestamp} DEFAULT CURRENT_TIMESTAMP NOT NULL,
  updated_at ${timestamp} DEFAULT CURRENT_TIMESTAMP ${touch} NOT NULL,
  live_name VARCHAR(255) GENERATED ALWAYS AS (CASE WHEN deleted_at IS NULL THEN domain_name END) ${stored},
  CONSTRAINT uq_domains_name UNIQUE (live_name)
);
CREATE INDEX ix_domains_domain_name ON domains (domain_name);
CREATE INDEX ix_domains_deleted_at ON domains (deleted_at);

CREATE TABLE domain_members (
  id ${uuid} PRIMARY KEY,
  user_id ${uuid} NOT NULL,
  domain_id ${uuid} NOT NULL,
  role VARCHAR(50) DEFAULT 'member' NOT NULL,
  created_at ${timestamp} DEFAULT CURRENT_TIMESTAMP NOT NULL,
  updated_at ${timestamp} DEFAULT CURRENT_TIMESTAMP ${touch} NOT NULL,
  CONSTRAINT fk_members_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT fk_members_domain FOREIGN KEY (domain_id) REFERENCES domains (id) ON DELETE CASCADE,
  CONSTRAINT uq_domain_member UNIQUE (user_id, domain_id),
  CONSTRAINT ck_members_role CHECK (role IN ('owner', 'admin', 'member'))
);
CREATE INDEX ix_domain_members_domain ON domain_members (domain_id);

CREATE TABLE recipients (
  id ${uuid} PRIMARY KEY,
  domain_id ${uuid} NOT NULL,
  local_part VARCHAR(255),
  webhook_url ${text} NOT NULL,
  -- Sealed (settings: encryption_key); a plain JSON object, as the original wrote it, is read too.
  webhook_headers ${json},
  webhook_secret ${text},
  previous_webhook_secret ${text},
  previous_secret_until ${timestamp},
  -- Per recipient; null: the setting.
  webhook_timeout INTEGER,
  webhook_rate_per_second DOUBLE PRECISION,
  webhook_concurrency INTEGER,
  webhook_retry_schedule VARCHAR(500),
  is_enabled BOOLEAN DEFAULT TRUE NOT NULL,
  deleted_at ${timestamp},
  created_at ${timestamp} DEFAULT CURRENT_TIMESTAMP NOT NULL,
  updated_at ${timestamp} DEFAULT CURRENT_TIMESTAMP ${touch} NOT NULL,
  live_local_part VARCHAR(255) GENERATED ALWAYS AS (CASE WHEN deleted_at IS NULL THEN COALESCE(LOWER(local_part), '*') END) ${stored},
  CONSTRAINT fk_recipients_domain FOREIGN KEY (domain_id) REFERENCES domains (id) ON DELETE CASCADE,
  CONSTRAINT uq_recipient_local_part UNIQUE (domain_id, live_local_part),
  CONSTRAINT ck_recipients_local_part CHECK (local_part <> '*' AND local_part <> '')
);
CREATE INDEX ix_recipients_domain_id ON recipients (domain_id);
CREATE INDEX ix_recipients_deleted_at ON recipients (deleted_at);

CREATE TABLE rulesets (
  id ${uuid} PRIMARY KEY,
  domain_id ${uuid} NOT NULL,
  name VARCHAR(255) NOT NULL,
  priority INTEGER DEFAULT 0 NOT NULL,
  stop_on_match BOOLEAN DEFAULT TRUE NOT NULL,
  is_enabled BOOLEAN DEFAULT TRUE NOT NULL,
  created_at ${timestamp} DEFAULT CURRENT_TIMESTAMP NOT NULL,
  updated_at ${timestamp} DEFAULT CURRENT_TIMESTAMP ${touch} NOT NULL,
  CONSTRAINT fk_rulesets_domain FOREIGN KEY (domain_id) REFERENCES domains (id) ON DELETE CASCADE,
  CONSTRAINT uq_ruleset_name UNIQUE (domain_id, name)
);
CREATE INDEX ix_rulesets_domain_priority ON rulesets (domain_id, priority);

CREATE TABLE rules (
  id ${uuid} PRIMARY KEY,
  ruleset_id ${uuid} NOT NULL,
  "order" INTEGER NOT NULL,
  name VARCHAR(255),
  field VARCHAR(100) NOT NULL,
  operator VARCHAR(50) NOT NULL,
  value ${text} NOT NULL,
  case_sensitive BOOLEAN DEFAULT FALSE NOT NULL,
  action VARCHAR(50) DEFAULT 'forward' NOT NULL,
  webhook_url_override ${text},
  add_tags ${json},
  preserve_raw BOOLEAN DEFAULT FALSE NOT NULL,
  is_enabled BOOLEAN DEFAULT TRUE NOT NULL,
  -- Memory of the compiled rule, estimated, bytes: what the limit of a domain counts.
  weight INTEGER DEFAULT 0 NOT NULL,
  created_at ${timestamp} DEFAULT CURRENT_TIMESTAMP NOT NULL,
  updated_at ${timestamp} DEFAULT CURRENT_TIMESTAMP ${touch} NOT NULL,
  CONSTRAINT fk_rules_ruleset FOREIGN KEY (ruleset_id) REFERENCES rulesets (id) ON DELETE CASCADE,
  CONSTRAINT ck_rules_operator CHECK (operator IN ('equals', 'contains', 'regex', 'starts_with', 'ends_with', 'exists',
    'not_equals', 'not_contains', 'not_matches', 'matches', 'greater_than', 'less_than', 'in')),
  CONSTRAINT ck_rules_action CHECK (action IN ('forward', 'drop', 'tag', 'quarantine'))
);
CREATE INDEX ix_rules_ruleset_order ON rules (ruleset_id, "order");

-- One row for each mail understood. What a payload is made from: envelope, origin, verdicts and the raw octets.
CREATE TABLE mails (
  id ${uuid} PRIMARY KEY,
  received_at ${timestamp} NOT NULL,
  session_id VARCHAR(64) NOT NULL,
  client_ip VARCHAR(45) NOT NULL,
  helo ${text} NOT NULL,
  tls VARCHAR(200),
  reverse_path ${text} NOT NULL,
  -- JSON array of the accepted RCPT addresses as typed, in order.
  envelope_to ${json} NOT NULL,
  message_id ${text} NOT NULL,
  message_id_generated BOOLEAN NOT NULL,
  size_octets BIGINT NOT NULL,
  sha256 VARCHAR(64) NOT NULL,
  -- SPF, DKIM, DMARC in detail, JSON.
  verdicts ${json} NOT NULL,
  -- How many deliveries were made of it and are not removed: the ledger compares.
  deliveries INTEGER DEFAULT 1 NOT NULL,
  -- The first 64 KiB of the content; the rest, if any, in mail_chunks.
  head ${bytes} NOT NULL
);
CREATE INDEX ix_mails_received_at ON mails (received_at);

CREATE TABLE mail_chunks (
  mail_id ${uuid} NOT NULL,
  number INTEGER NOT NULL,
  octets ${bytes} NOT NULL,
  PRIMARY KEY (mail_id, number),
  CONSTRAINT fk_mail_chunks_mail FOREIGN KEY (mail_id) REFERENCES mails (id) ON DELETE CASCADE
);

-- The contract's delivery log, which is also the truth about every delivery: queues carry ids only.
CREATE TABLE delivery_log (
  id ${uuid} PRIMARY KEY,
  mail_id ${uuid} NOT NULL,
  domain_id ${uuid},
  recipient_id ${uuid},
  message_id ${text} NOT NULL,
  -- The RCPT address as typed.
  recipient ${text} NOT NULL,
  webhook_url ${text} NOT NULL,
  -- Whether a rule sent it to another URL than the recipient's: then the recipient's headers stay at home.
  is_override BOOLEAN DEFAULT FALSE NOT NULL,
  payload_hash VARCHAR(64) NOT NULL,
  status VARCHAR(50) NOT NULL,
  attempts INTEGER DEFAULT 0 NOT NULL,
  -- Attempts before this number are of an earlier life: a manual retry starts the schedule anew.
  attempts_before_retry INTEGER DEFAULT 0 NOT NULL,
  next_retry_at ${timestamp},
  last_error ${text},
  last_status_code INTEGER,
  instance_id VARCHAR(50) NOT NULL,
  delivered_at ${timestamp},
  -- When the row reached its final state: what retention counts from.
  finished_at ${timestamp},
  dkim_result VARCHAR(50),
  spf_result VARCHAR(50),
  -- Tags, archive wish, rules that matched, JSON.
  decision ${json} NOT NULL,
  -- The number of the queue message that may work on this row; older messages are void.
  ticket INTEGER DEFAULT 1 NOT NULL,
  -- Set while a queue message with the ticket is under way.
  queued_at ${timestamp},
  -- Several nodes on one broker: until then one of them is at the attempt.
  claimed_until ${timestamp},
  -- Its lease (leases.name): a node that is lost loses its claims with it.
  claimed_by VARCHAR(100),
  -- When the sweep looks at the row: not queued: to queue it; queued: to see whether its message was lost. Null: final, held or parked.
  due_at ${timestamp},
  -- Digest of the endpoint (endpoints.url_digest).
  endpoint VARCHAR(64) NOT NULL,
  -- The same while the row waits for its endpoint to take work again, without queue message, attempt or look of the sweep; else null.
  parked VARCHAR(64),
  next_trigger VARCHAR(20) DEFAULT 'schedule' NOT NULL,
  created_at ${timestamp} DEFAULT CURRENT_TIMESTAMP NOT NULL,
  updated_at ${timestamp} DEFAULT CURRENT_TIMESTAMP ${touch} NOT NULL,
  CONSTRAINT fk_delivery_mail FOREIGN KEY (mail_id) REFERENCES mails (id),
  CONSTRAINT fk_delivery_domain FOREIGN KEY (domain_id) REFERENCES domains (id) ON DELETE SET NULL,
  CONSTRAINT fk_delivery_recipient FOREIGN KEY (recipient_id) REFERENCES recipients (id) ON DELETE SET NULL,
  CONSTRAINT ck_delivery_status CHECK (status IN ('pending', 'delivered', 'failed', 'exhausted', 'quarantined', 'dropped', 'cancelled'))
);
CREATE INDEX ix_delivery_log_mail_id ON delivery_log (mail_id);
CREATE INDEX ix_delivery_log_domain_created ON delivery_log (domain_id, created_at);
CREATE INDEX ix_delivery_log_recipient ON delivery_log (recipient_id);
CREATE INDEX ix_delivery_log_status_next_retry ON delivery_log (status, next_retry_at);
-- The order in which the job cleanup reads.
CREATE INDEX ix_delivery_log_finished_at ON delivery_log (finished_at, id);
CREATE INDEX ix_delivery_log_due_at ON delivery_log (due_at);
CREATE INDEX ix_delivery_log_parked ON delivery_log (parked, next_retry_at);

CREATE TABLE attempts (
  delivery_id ${uuid} NOT NULL,
  number INTEGER NOT NULL,
  started_at ${timestamp} NOT NULL,
  latency_ms INTEGER NOT NULL,
  address VARCHAR(64),
  status_code INTEGER,
  answer VARCHAR(1000),
  error_class VARCHAR(50),
  error VARCHAR(1000),
  -- schedule or manual
  cause VARCHAR(20) NOT NULL,
  PRIMARY KEY (delivery_id, number),
  CONSTRAINT fk_attempts_delivery FOREIGN KEY (delivery_id) REFERENCES delivery_log (id) ON DELETE CASCADE,
  CONSTRAINT ck_attempts_cause CHECK (cause IN ('schedule', 'manual'))
);

-- Health of a destination that outlives a restart; only endpoints that ever failed have a row.
CREATE TABLE endpoints (
  url_digest VARCHAR(64) PRIMARY KEY,
  url ${text} NOT NULL,
  failing_since ${timestamp},
  warned_at ${timestamp},
  disabled_at ${timestamp},
  disabled_reason VARCHAR(255),
  updated_at ${timestamp} DEFAULT CURRENT_TIMESTAMP ${touch} NOT NULL
);

-- Outbox: an alarm is written with the change that it reports and leaves by the queue events.
CREATE TABLE alarms (
  id ${uuid} PRIMARY KEY,
  kind VARCHAR(50) NOT NULL,
  subject VARCHAR(255) NOT NULL,
  details ${json} NOT NULL,
  created_at ${timestamp} DEFAULT CURRENT_TIMESTAMP NOT NULL,
  attempts INTEGER DEFAULT 0 NOT NULL,
  taken_by VARCHAR(100) DEFAULT '' NOT NULL,
  next_attempt_at ${timestamp},
  sent_at ${timestamp}
);
CREATE INDEX ix_alarms_next_attempt ON alarms (next_attempt_at);

-- Queue messages that could not be processed: the dead-letter queue made visible.
CREATE TABLE dead_letters (
  id ${uuid} PRIMARY KEY,
  mail_id ${uuid},
  queue VARCHAR(50) NOT NULL,
  reason VARCHAR(255) NOT NULL,
  envelope ${json} NOT NULL,
  head ${bytes},
  created_at ${timestamp} DEFAULT CURRENT_TIMESTAMP NOT NULL,
  redriven_at ${timestamp},
  -- Somebody looked and wants nothing more of it.
  cancelled_at ${timestamp}
);

-- The body of such a message, so that it can be put on its queue again.
CREATE TABLE dead_letter_chunks (
  dead_letter_id ${uuid} NOT NULL,
  number INTEGER NOT NULL,
  octets ${bytes} NOT NULL,
  PRIMARY KEY (dead_letter_id, number),
  CONSTRAINT fk_dead_letter_chunks FOREIGN KEY (dead_letter_id) REFERENCES dead_letters (id) ON DELETE CASCADE
);

-- Content kept outside the database; removed together with the rows.
CREATE TABLE stored_objects (
  id ${uuid} PRIMARY KEY,
  mail_id ${uuid} NOT NULL,
  domain_id ${uuid},
  kind VARCHAR(20) NOT NULL,
  part INTEGER DEFAULT 0 NOT NULL,
  bucket VARCHAR(255) NOT NULL,
  object_key ${text} NOT NULL,
  size_octets BIGINT NOT NULL,
  created_at ${timestamp} DEFAULT CURRENT_TIMESTAMP NOT NULL,
  -- Null: announced, not there yet. The row comes first, so that no object is ever without one.
  stored_at ${timestamp},
  CONSTRAINT fk_objects_mail FOREIGN KEY (mail_id) REFERENCES mails (id),
  CONSTRAINT ck_objects_kind CHECK (kind IN ('attachment', 'raw'))
);
CREATE INDEX ix_stored_objects_domain ON stored_objects (domain_id);
CREATE INDEX ix_stored_objects_mail ON stored_objects (mail_id);
-- What is still to be uploaded comes first.
CREATE INDEX ix_stored_objects_stored_at ON stored_objects (stored_at, created_at);

-- Which mail stands for all that are the same (finding 26), written in the transaction of its deliveries.
CREATE TABLE fingerprints (
  -- SHA-256 over envelope and content as received, hex.
  fingerprint VARCHAR(64) PRIMARY KEY,
  mail_id ${uuid} NOT NULL,
  received_at ${timestamp} NOT NULL,
  -- Whether its client went on after the 250: then the same once more is meant to be another.
  is_confirmed BOOLEAN DEFAULT FALSE NOT NULL
);
CREATE INDEX ix_fingerprints_received_at ON fingerprints (received_at);

-- A mail that came again after its 250 was lost, and was not delivered twice (finding 26).
CREATE TABLE repeats (
  -- The id that it got itself, as in the log.
  id ${uuid} PRIMARY KEY,
  -- The one that it is once more.
  mail_id ${uuid} NOT NULL,
  client_ip VARCHAR(45) NOT NULL,
  -- By the session at its final dot, or behind the queue.
  seen VARCHAR(20) NOT NULL,
  created_at ${timestamp} DEFAULT CURRENT_TIMESTAMP NOT NULL
);
CREATE INDEX ix_repeats_created_at ON repeats (created_at);

CREATE TABLE audit_log (
  id ${uuid} PRIMARY KEY,
  created_at ${timestamp} DEFAULT CURRENT_TIMESTAMP NOT NULL,
  -- Null for root.
  actor_id ${uuid},
  actor VARCHAR(255) NOT NULL,
  key_prefix VARCHAR(20),
  client_ip VARCHAR(45) NOT NULL,
  action VARCHAR(50) NOT NULL,
  target VARCHAR(50) NOT NULL,
  target_id ${uuid},
  domain_id ${uuid},
  before_change ${json},
  after_change ${json}
);
CREATE INDEX ix_audit_log_created_at ON audit_log (created_at);
CREATE INDEX ix_audit_log_domain ON audit_log (domain_id, created_at);

-- What other nodes must notice: a counter moves in the transaction of the change.
CREATE TABLE changes (
  topic VARCHAR(50) PRIMARY KEY,
  version BIGINT NOT NULL
);
INSERT INTO changes (topic, version) VALUES ('routing', 1);
-- Any domain's rules; each domain with rules has a row of its own besides, 'rules:<domain id>'.
INSERT INTO changes (topic, version) VALUES ('rules', 1);
-- Held by who makes such a row.
INSERT INTO changes (topic, version) VALUES ('new rules', 0);

-- Work that only one node may do at a time.
CREATE TABLE leases (
  name VARCHAR(50) PRIMARY KEY,
  holder VARCHAR(100) NOT NULL,
  held_until ${timestamp} NOT NULL
);

-- What runs now, on which node; the node's own repository knows the rest. A node that is lost leaves its runs to the others.
CREATE TABLE job_runs (
  node VARCHAR(100) NOT NULL,
  execution BIGINT NOT NULL,
  job VARCHAR(50) NOT NULL,
  parameters ${json} NOT NULL,
  started_at ${timestamp} NOT NULL,
  -- The node's sign of life.
  held_until ${timestamp} NOT NULL,
  -- Somebody wants it to stop, on whichever node.
  is_stop_wanted BOOLEAN DEFAULT FALSE NOT NULL,
  -- The node that goes on with it; its own does not when it comes back.
  taken_by VARCHAR(100),
  PRIMARY KEY (node, execution)
);

-- When a job runs, where somebody changed it while the server ran.
CREATE TABLE job_schedules (
  job VARCHAR(50) PRIMARY KEY,
  cron VARCHAR(200) NOT NULL
);

-- API limits that all nodes count together (rate_limit_shared); bucket is a digest.
CREATE TABLE limit_counts (
  bucket VARCHAR(64) PRIMARY KEY,
  hits INTEGER NOT NULL,
  until ${timestamp} NOT NULL
);
CREATE INDEX ix_limit_counts_until ON limit_counts (until);
