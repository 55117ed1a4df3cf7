ALTER TABLE "track_versions" ADD COLUMN "review" jsonb;--> statement-breakpoint
ALTER TABLE "track_versions" ADD COLUMN "has_picture" boolean DEFAULT false NOT NULL;