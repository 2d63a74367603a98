CREATE TABLE "attachments" (
	"tenant_id" text NOT NULL,
	"workspace_id" text NOT NULL,
	"attachment_id" text NOT NULL,
	"actor_id" text NOT NULL,
	"name" text NOT NULL,
	"media_type" text NOT NULL,
	"received" bigint NOT NULL,
	"complete" boolean NOT NULL,
	"sha256" text,
	"parts" text NOT NULL,
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL,
	CONSTRAINT "attachments_tenant_id_attachment_id_pk" PRIMARY KEY("tenant_id","attachment_id")
);
--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "attachments" text;--> statement-breakpoint
CREATE INDEX "attachments_updated" ON "attachments" USING btree ("tenant_id","complete","updated_at");