-- PostgreSQL has no ON UPDATE column clause: a trigger moves updated_at on every UPDATE, also one by hand (finding 22).
CREATE FUNCTION fastsmtp_touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.updated_at := now();
  RETURN NEW;
END $$;

CREATE TRIGGER touch BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION fastsmtp_touch();
CREATE TRIGGER touch BEFORE UPDATE ON api_keys FOR EACH ROW EXECUTE FUNCTION fastsmtp_touch();
CREATE TRIGGER touch BEFORE UPDATE ON domains FOR EACH ROW EXECUTE FUNCTION fastsmtp_touch();
CREATE TRIGGER touch BEFORE UPDATE ON domain_members FOR EACH ROW EXECUTE FUNCTION fastsmtp_touch();
CREATE TRIGGER touch BEFORE UPDATE ON recipients FOR EACH ROW EXECUTE FUNCTION fastsmtp_touch();
CREATE TRIGGER touch BEFORE UPDATE ON rulesets FOR EACH ROW EXECUTE FUNCTION fastsmtp_touch();
CREATE TRIGGER touch BEFORE UPDATE ON rules FOR EACH ROW EXECUTE FUNCTION fastsmtp_touch();
CREATE TRIGGER touch BEFORE UPDATE ON delivery_log FOR EACH ROW EXECUTE FUNCTION fastsmtp_touch();
CREATE TRIGGER touch BEFORE UPDATE ON endpoints FOR EACH ROW EXECUTE FUNCTION fastsmtp_touch();
