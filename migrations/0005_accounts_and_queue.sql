CREATE TABLE "mail_sends" (
	"event_id" text PRIMARY KEY NOT NULL,
	"recipient" text NOT NULL,
	"sent_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "refresh_tokens" ADD COLUMN "next_salt" text;--> statement-breakpoint
CREATE INDEX "mail_sends_recent" ON "mail_sends" USING btree ("recipient","sent_at");--> statement-breakpoint
CREATE INDEX "refresh_tokens_expiring" ON "refresh_tokens" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "users_waiting" ON "users" USING btree ("created_at") WHERE "users"."email_verified_at" is null;--> statement-breakpoint
CREATE INDEX "track_versions_at_work" ON "track_versions" USING btree ("created_at") WHERE "track_versions"."status" = 'processing';--> statement-breakpoint
CREATE INDEX "uploads_open_of" ON "uploads" USING btree ("user_id") WHERE "uploads"."status" = 'open';