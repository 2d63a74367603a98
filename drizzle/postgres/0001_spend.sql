CREATE TABLE "spend" (
	"tenant_id" text NOT NULL,
	"workspace_id" text NOT NULL,
	"spend_id" text NOT NULL,
	"run_id" text NOT NULL,
	"step" bigint NOT NULL,
	"model" text NOT NULL,
	"day" text NOT NULL,
	"reserved_usd" double precision NOT NULL,
	"cost_usd" double precision,
	"created_at" bigint NOT NULL,
	CONSTRAINT "spend_tenant_id_spend_id_pk" PRIMARY KEY("tenant_id","spend_id")
);
--> statement-breakpoint
CREATE INDEX "spend_run" ON "spend" USING btree ("tenant_id","workspace_id","run_id","step");--> statement-breakpoint
CREATE INDEX "spend_day" ON "spend" USING btree ("tenant_id","workspace_id","day");