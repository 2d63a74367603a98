CREATE TABLE "search_docs" (
	"tenant_id" text NOT NULL,
	"workspace_id" text NOT NULL,
	"place" bigint NOT NULL,
	"session_id" text NOT NULL,
	"seq" bigint NOT NULL,
	"part" bigint NOT NULL,
	"text_from" bigint NOT NULL,
	"text_to" bigint NOT NULL,
	"terms" "tsvector",
	CONSTRAINT "search_docs_tenant_id_workspace_id_place_pk" PRIMARY KEY("tenant_id","workspace_id","place")
);
--> statement-breakpoint
ALTER TABLE "tenants" ADD COLUMN "search_backlog" text DEFAULT 'all' NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "search_docs_message" ON "search_docs" USING btree ("tenant_id","workspace_id","session_id","seq","part");--> statement-breakpoint
CREATE INDEX "search_docs_terms" ON "search_docs" USING gin ("terms");--> statement-breakpoint
CREATE INDEX "approvals_requested" ON "approvals" USING btree ("tenant_id","workspace_id","requested_at");--> statement-breakpoint
CREATE INDEX "runs_ended" ON "runs" USING btree ("tenant_id","workspace_id","ended_at");--> statement-breakpoint
CREATE INDEX "tool_runs_created" ON "tool_runs" USING btree ("tenant_id","workspace_id","created_at");