CREATE TABLE "approvals" (
	"tenant_id" text NOT NULL,
	"workspace_id" text NOT NULL,
	"approval_id" text NOT NULL,
	"run_id" text NOT NULL,
	"session_id" text NOT NULL,
	"tool_call_id" text NOT NULL,
	"tool_name" text NOT NULL,
	"args" text NOT NULL,
	"display" text NOT NULL,
	"digest" text NOT NULL,
	"risk" text NOT NULL,
	"rule_id" text NOT NULL,
	"policy_version" bigint NOT NULL,
	"status" text NOT NULL,
	"requested_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	"decided_by" text,
	"decided_at" bigint,
	"comment" text,
	"grant_scope" text,
	"trace_id" text NOT NULL,
	CONSTRAINT "approvals_tenant_id_approval_id_pk" PRIMARY KEY("tenant_id","approval_id")
);
--> statement-breakpoint
CREATE TABLE "audit" (
	"tenant_id" text NOT NULL,
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"chain" text NOT NULL,
	"seq" bigint NOT NULL,
	"actor" text NOT NULL,
	"actor_type" text NOT NULL,
	"action" text NOT NULL,
	"resource" text NOT NULL,
	"outcome" text NOT NULL,
	"detail" text NOT NULL,
	"session_id" text,
	"run_id" text,
	"tool_name" text,
	"trace_id" text NOT NULL,
	"created_at" bigint NOT NULL,
	"prev_hash" text NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "audit_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "audit_heads" (
	"tenant_id" text NOT NULL,
	"workspace_id" text NOT NULL,
	"chain" text NOT NULL,
	"seq" bigint NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "audit_heads_tenant_id_workspace_id_chain_pk" PRIMARY KEY("tenant_id","workspace_id","chain")
);
--> statement-breakpoint
CREATE TABLE "events" (
	"tenant_id" text NOT NULL,
	"workspace_id" text NOT NULL,
	"session_id" text NOT NULL,
	"seq" bigint NOT NULL,
	"state_version" bigint NOT NULL,
	"event" text NOT NULL,
	"run_id" text,
	"trace_id" text NOT NULL,
	"created_at" bigint NOT NULL,
	"payload" text NOT NULL,
	CONSTRAINT "events_tenant_id_session_id_seq_pk" PRIMARY KEY("tenant_id","session_id","seq")
);
--> statement-breakpoint
CREATE TABLE "idempotency" (
	"tenant_id" text NOT NULL,
	"actor_id" text NOT NULL,
	"method" text NOT NULL,
	"key" text NOT NULL,
	"request_hash" text NOT NULL,
	"answer" text NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "idempotency_tenant_id_actor_id_method_key_pk" PRIMARY KEY("tenant_id","actor_id","method","key")
);
--> statement-breakpoint
CREATE TABLE "messages" (
	"tenant_id" text NOT NULL,
	"workspace_id" text NOT NULL,
	"message_id" text NOT NULL,
	"session_id" text NOT NULL,
	"run_id" text NOT NULL,
	"role" text NOT NULL,
	"parts" text NOT NULL,
	"seq" bigint NOT NULL,
	"call" text,
	"created_at" bigint NOT NULL,
	CONSTRAINT "messages_tenant_id_message_id_pk" PRIMARY KEY("tenant_id","message_id")
);
--> statement-breakpoint
CREATE TABLE "policies" (
	"tenant_id" text NOT NULL,
	"workspace_id" text NOT NULL,
	"version" bigint NOT NULL,
	"document" text NOT NULL,
	"updated_at" bigint NOT NULL,
	"updated_by" text NOT NULL,
	CONSTRAINT "policies_tenant_id_workspace_id_version_pk" PRIMARY KEY("tenant_id","workspace_id","version")
);
--> statement-breakpoint
CREATE TABLE "runs" (
	"tenant_id" text NOT NULL,
	"workspace_id" text NOT NULL,
	"run_id" text NOT NULL,
	"session_id" text NOT NULL,
	"trace_id" text NOT NULL,
	"actor_id" text NOT NULL,
	"agent_id" text NOT NULL,
	"status" text NOT NULL,
	"model" text NOT NULL,
	"runtime_mode" text NOT NULL,
	"input_message_id" text NOT NULL,
	"input" text NOT NULL,
	"usage" text NOT NULL,
	"steps" bigint NOT NULL,
	"first_token_ms" double precision,
	"continues_run_id" text,
	"abort_requested_at" bigint,
	"created_at" bigint NOT NULL,
	"started_at" bigint,
	"ended_at" bigint,
	"error" text,
	CONSTRAINT "runs_tenant_id_run_id_pk" PRIMARY KEY("tenant_id","run_id")
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"tenant_id" text NOT NULL,
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"agent_id" text NOT NULL,
	"session_key" text NOT NULL,
	"title" text NOT NULL,
	"preview" text NOT NULL,
	"status" text NOT NULL,
	"folder" text NOT NULL,
	"runtime_mode" text NOT NULL,
	"pending_runtime_mode" text,
	"model" text,
	"channel" text NOT NULL,
	"pinned" boolean NOT NULL,
	"archived" boolean NOT NULL,
	"context_tokens" bigint NOT NULL,
	"context_window" bigint NOT NULL,
	"cost_usd" double precision NOT NULL,
	"active_run_id" text,
	"reset_seq" bigint NOT NULL,
	"last_seq" bigint NOT NULL,
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL,
	CONSTRAINT "sessions_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "sign_ins" (
	"tenant_id" text NOT NULL,
	"token_hash" text NOT NULL,
	"actor_id" text NOT NULL,
	"created_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	CONSTRAINT "sign_ins_tenant_id_token_hash_pk" PRIMARY KEY("tenant_id","token_hash")
);
--> statement-breakpoint
CREATE TABLE "tenants" (
	"tenant_id" text PRIMARY KEY NOT NULL,
	"state_version" bigint NOT NULL,
	"journal_id" text NOT NULL,
	"started_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tool_runs" (
	"tenant_id" text NOT NULL,
	"workspace_id" text NOT NULL,
	"tool_call_id" text NOT NULL,
	"run_id" text NOT NULL,
	"session_id" text NOT NULL,
	"step" bigint NOT NULL,
	"position" bigint NOT NULL,
	"tool_name" text NOT NULL,
	"args" text NOT NULL,
	"status" text NOT NULL,
	"verdict" text NOT NULL,
	"risk" text NOT NULL,
	"effect" text NOT NULL,
	"digest" text NOT NULL,
	"binding" text NOT NULL,
	"approval_id" text,
	"created_at" bigint NOT NULL,
	"started_at" bigint,
	"ended_at" bigint,
	"exit_code" bigint,
	"error" text,
	CONSTRAINT "tool_runs_tenant_id_tool_call_id_pk" PRIMARY KEY("tenant_id","tool_call_id")
);
--> statement-breakpoint
CREATE INDEX "approvals_run" ON "approvals" USING btree ("tenant_id","run_id");--> statement-breakpoint
CREATE INDEX "approvals_queue" ON "approvals" USING btree ("tenant_id","workspace_id","status","requested_at","approval_id");--> statement-breakpoint
CREATE INDEX "approvals_session" ON "approvals" USING btree ("tenant_id","workspace_id","session_id","digest");--> statement-breakpoint
CREATE INDEX "approvals_expiry" ON "approvals" USING btree ("tenant_id","status","expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "audit_chain" ON "audit" USING btree ("tenant_id","workspace_id","chain","seq");--> statement-breakpoint
CREATE INDEX "audit_created" ON "audit" USING btree ("tenant_id","workspace_id","created_at","id");--> statement-breakpoint
CREATE INDEX "audit_action" ON "audit" USING btree ("tenant_id","action","created_at","id");--> statement-breakpoint
CREATE INDEX "audit_run" ON "audit" USING btree ("tenant_id","workspace_id","run_id","created_at","id");--> statement-breakpoint
CREATE INDEX "audit_session" ON "audit" USING btree ("tenant_id","workspace_id","session_id","created_at","id");--> statement-breakpoint
CREATE INDEX "audit_trace" ON "audit" USING btree ("tenant_id","workspace_id","trace_id","created_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "events_state_version" ON "events" USING btree ("tenant_id","state_version");--> statement-breakpoint
CREATE INDEX "events_session_version" ON "events" USING btree ("tenant_id","session_id","state_version");--> statement-breakpoint
CREATE INDEX "idempotency_created" ON "idempotency" USING btree ("tenant_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "messages_session_seq" ON "messages" USING btree ("tenant_id","session_id","seq");--> statement-breakpoint
CREATE INDEX "messages_run" ON "messages" USING btree ("tenant_id","run_id");--> statement-breakpoint
CREATE UNIQUE INDEX "runs_continues" ON "runs" USING btree ("tenant_id","continues_run_id");--> statement-breakpoint
CREATE INDEX "runs_session" ON "runs" USING btree ("tenant_id","workspace_id","session_id","created_at","run_id");--> statement-breakpoint
CREATE INDEX "runs_session_status" ON "runs" USING btree ("tenant_id","workspace_id","session_id","status","created_at","run_id");--> statement-breakpoint
CREATE INDEX "runs_status" ON "runs" USING btree ("tenant_id","status","created_at");--> statement-breakpoint
CREATE INDEX "runs_created" ON "runs" USING btree ("tenant_id","workspace_id","created_at","run_id");--> statement-breakpoint
CREATE UNIQUE INDEX "sessions_key" ON "sessions" USING btree ("tenant_id","workspace_id","session_key");--> statement-breakpoint
CREATE INDEX "sessions_updated" ON "sessions" USING btree ("tenant_id","workspace_id","updated_at","id");--> statement-breakpoint
CREATE INDEX "sessions_archived_updated" ON "sessions" USING btree ("tenant_id","workspace_id","archived","updated_at","id");--> statement-breakpoint
CREATE INDEX "sessions_status_updated" ON "sessions" USING btree ("tenant_id","workspace_id","archived","status","updated_at","id");--> statement-breakpoint
CREATE INDEX "tool_runs_run" ON "tool_runs" USING btree ("tenant_id","run_id","step","position");