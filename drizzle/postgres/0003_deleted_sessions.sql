CREATE TABLE "attachment_uses" (
	"tenant_id" text NOT NULL,
	"workspace_id" text NOT NULL,
	"attachment_id" text NOT NULL,
	"session_id" text NOT NULL,
	CONSTRAINT "attachment_uses_tenant_id_attachment_id_session_id_pk" PRIMARY KEY("tenant_id","attachment_id","session_id")
);
--> statement-breakpoint
DROP INDEX "sessions_key";--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "deleted_at" bigint;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "purged_at" bigint;--> statement-breakpoint
CREATE INDEX "attachment_uses_session" ON "attachment_uses" USING btree ("tenant_id","session_id");--> statement-breakpoint
CREATE INDEX "sessions_deleted" ON "sessions" USING btree ("tenant_id","deleted_at") WHERE deleted_at is not null;--> statement-breakpoint
CREATE INDEX "tool_runs_session" ON "tool_runs" USING btree ("tenant_id","session_id");--> statement-breakpoint
CREATE UNIQUE INDEX "sessions_key" ON "sessions" USING btree ("tenant_id","workspace_id","session_key") WHERE deleted_at is null;
--> statement-breakpoint
INSERT INTO "attachment_uses" SELECT DISTINCT r.tenant_id, r.workspace_id, a ->> 'attachmentId', r.session_id FROM "runs" r, json_array_elements(r.attachments::json) a WHERE r.attachments IS NOT NULL;
