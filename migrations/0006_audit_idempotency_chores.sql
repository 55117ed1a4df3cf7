CREATE TABLE "audit_log" (
	"id" text PRIMARY KEY NOT NULL,
	"seq" bigint NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"actor_id" text NOT NULL,
	"actor_role" text NOT NULL,
	"action" text NOT NULL,
	"target_type" text NOT NULL,
	"target_id" text NOT NULL,
	"network" text,
	"before" jsonb,
	"after" jsonb,
	"prev_hash" text NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "audit_log_seq_unique" UNIQUE("seq")
);
--> statement-breakpoint
CREATE TABLE "chores" (
	"name" text PRIMARY KEY NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"leased_until" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"account_id" text NOT NULL,
	"endpoint" text NOT NULL,
	"key" text NOT NULL,
	"request_hash" text NOT NULL,
	"run" text NOT NULL,
	"state" text NOT NULL,
	"leased_until" timestamp (3) with time zone NOT NULL,
	"status" integer,
	"headers" jsonb,
	"body" text,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotency_keys_account_id_endpoint_key_pk" PRIMARY KEY("account_id","endpoint","key")
);
--> statement-breakpoint
-- What each handler has done. Before, a row stood for the one handler of its event that kept such a mark.
ALTER TABLE "consumed_events" DROP CONSTRAINT "consumed_events_pkey";--> statement-breakpoint
ALTER TABLE "consumed_events" ADD COLUMN "handler" text;--> statement-breakpoint
UPDATE "consumed_events" SET "handler" = 'deliver mail';--> statement-breakpoint
INSERT INTO "consumed_events" ("event_id", "handler", "consumed_at")
	SELECT "event_id", other."handler", "consumed_at" FROM "consumed_events",
		(VALUES ('write notification'), ('notify about chat'), ('add report'), ('sum quality'), ('complete track')) AS other ("handler");--> statement-breakpoint
ALTER TABLE "consumed_events" ALTER COLUMN "handler" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "consumed_events" ADD CONSTRAINT "consumed_events_pkey" PRIMARY KEY("event_id","handler");--> statement-breakpoint
CREATE INDEX "audit_log_of_actor" ON "audit_log" USING btree ("actor_id","seq");--> statement-breakpoint
CREATE INDEX "audit_log_of_target" ON "audit_log" USING btree ("target_id","seq");--> statement-breakpoint
CREATE INDEX "audit_log_of_action" ON "audit_log" USING btree ("action","seq");--> statement-breakpoint
CREATE INDEX "idempotency_keys_expiring" ON "idempotency_keys" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "consumed_events_old" ON "consumed_events" USING btree ("consumed_at");
--> statement-breakpoint
-- The moderators' log becomes the beginning of the audit. Each row's text is the canonical JSON (RFC 8785) that the application hashes.
DO $$
DECLARE
	act record;
	place bigint := 0;
	before_hash text := repeat('0', 64);
	own_hash text;
	own_id text;
	done jsonb;
BEGIN
	FOR act IN SELECT "n", "by" AS actor_id, "action", "report_id", "user_id", "outcome", "note", "created_at" FROM "moderation_acts" ORDER BY "n" LOOP
		place := place + 1;
		own_id := 'aud_0' || lpad(act.n::text, 25, '0');
		done := jsonb_build_object('author_id', act.user_id, 'note', act.note, 'outcome', act.outcome);
		own_hash := encode(sha256(convert_to(
			'{"action":' || to_json('report.' || act.action)::text ||
			',"actor_id":' || to_json(act.actor_id)::text ||
			',"actor_role":"moderator"' ||
			',"after":{"author_id":' || to_json(act.user_id)::text ||
			',"note":' || coalesce(to_json(act.note)::text, 'null') ||
			',"outcome":' || coalesce(to_json(act.outcome)::text, 'null') || '}' ||
			',"at":"' || to_char(act.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '"' ||
			',"before":null' ||
			',"id":' || to_json(own_id)::text ||
			',"network":null' ||
			',"prev_hash":"' || before_hash || '"' ||
			',"seq":' || place::text ||
			',"target_id":' || to_json(act.report_id)::text ||
			',"target_type":"report"}', 'UTF8')), 'hex');
		INSERT INTO "audit_log" ("id", "seq", "at", "actor_id", "actor_role", "action", "target_type", "target_id", "after", "prev_hash", "hash")
			VALUES (own_id, place, act.created_at, act.actor_id, 'moderator', 'report.' || act.action, 'report', act.report_id, done, before_hash, own_hash);
		before_hash := own_hash;
	END LOOP;
END
$$;--> statement-breakpoint
DROP TABLE "moderation_acts" CASCADE;--> statement-breakpoint
CREATE TRIGGER "audit_log_append_only" BEFORE UPDATE OR DELETE ON "audit_log" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();--> statement-breakpoint
CREATE TRIGGER "audit_log_never_emptied" BEFORE TRUNCATE ON "audit_log" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();--> statement-breakpoint
-- Also whoever owns the table: who wants to change a row must first grant themselves the right, which is a trace of its own.
REVOKE UPDATE, DELETE, TRUNCATE ON "audit_log" FROM PUBLIC, CURRENT_USER;
