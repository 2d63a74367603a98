CREATE TABLE `approvals` (
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`approval_id` text NOT NULL,
	`run_id` text NOT NULL,
	`session_id` text NOT NULL,
	`tool_call_id` text NOT NULL,
	`tool_name` text NOT NULL,
	`args` text NOT NULL,
	`display` text NOT NULL,
	`digest` text NOT NULL,
	`risk` text NOT NULL,
	`rule_id` text NOT NULL,
	`policy_version` integer NOT NULL,
	`status` text NOT NULL,
	`requested_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`decided_by` text,
	`decided_at` integer,
	`comment` text,
	`grant_scope` text,
	`trace_id` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `approval_id`)
);
--> statement-breakpoint
CREATE INDEX `approvals_run` ON `approvals` (`tenant_id`,`run_id`);--> statement-breakpoint
CREATE INDEX `approvals_queue` ON `approvals` (`tenant_id`,`workspace_id`,`status`,`requested_at`,`approval_id`);--> statement-breakpoint
CREATE INDEX `approvals_session` ON `approvals` (`tenant_id`,`workspace_id`,`session_id`,`digest`);--> statement-breakpoint
CREATE INDEX `approvals_expiry` ON `approvals` (`tenant_id`,`status`,`expires_at`);--> statement-breakpoint
CREATE TABLE `audit` (
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`id` text NOT NULL,
	`chain` text NOT NULL,
	`seq` integer NOT NULL,
	`actor` text NOT NULL,
	`actor_type` text NOT NULL,
	`action` text NOT NULL,
	`resource` text NOT NULL,
	`outcome` text NOT NULL,
	`detail` text NOT NULL,
	`session_id` text,
	`run_id` text,
	`tool_name` text,
	`trace_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`prev_hash` text NOT NULL,
	`hash` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `audit_chain` ON `audit` (`tenant_id`,`workspace_id`,`chain`,`seq`);--> statement-breakpoint
CREATE INDEX `audit_created` ON `audit` (`tenant_id`,`workspace_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `audit_action` ON `audit` (`tenant_id`,`action`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `audit_run` ON `audit` (`tenant_id`,`workspace_id`,`run_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `audit_session` ON `audit` (`tenant_id`,`workspace_id`,`session_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `audit_trace` ON `audit` (`tenant_id`,`workspace_id`,`trace_id`,`created_at`,`id`);--> statement-breakpoint
CREATE TABLE `audit_heads` (
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`chain` text NOT NULL,
	`seq` integer NOT NULL,
	`hash` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `workspace_id`, `chain`)
);
--> statement-breakpoint
CREATE TABLE `events` (
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`session_id` text NOT NULL,
	`seq` integer NOT NULL,
	`state_version` integer NOT NULL,
	`event` text NOT NULL,
	`run_id` text,
	`trace_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`payload` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `session_id`, `seq`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `events_state_version` ON `events` (`tenant_id`,`state_version`);--> statement-breakpoint
CREATE INDEX `events_session_version` ON `events` (`tenant_id`,`session_id`,`state_version`);--> statement-breakpoint
CREATE TABLE `idempotency` (
	`tenant_id` text NOT NULL,
	`actor_id` text NOT NULL,
	`method` text NOT NULL,
	`key` text NOT NULL,
	`request_hash` text NOT NULL,
	`answer` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `actor_id`, `method`, `key`)
);
--> statement-breakpoint
CREATE INDEX `idempotency_created` ON `idempotency` (`tenant_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `messages` (
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`message_id` text NOT NULL,
	`session_id` text NOT NULL,
	`run_id` text NOT NULL,
	`role` text NOT NULL,
	`parts` text NOT NULL,
	`seq` integer NOT NULL,
	`call` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `message_id`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `messages_session_seq` ON `messages` (`tenant_id`,`session_id`,`seq`);--> statement-breakpoint
CREATE INDEX `messages_run` ON `messages` (`tenant_id`,`run_id`);--> statement-breakpoint
CREATE TABLE `policies` (
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`version` integer NOT NULL,
	`document` text NOT NULL,
	`updated_at` integer NOT NULL,
	`updated_by` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `workspace_id`, `version`)
);
--> statement-breakpoint
CREATE TABLE `runs` (
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`run_id` text NOT NULL,
	`session_id` text NOT NULL,
	`trace_id` text NOT NULL,
	`actor_id` text NOT NULL,
	`agent_id` text NOT NULL,
	`status` text NOT NULL,
	`model` text NOT NULL,
	`runtime_mode` text NOT NULL,
	`input_message_id` text NOT NULL,
	`input` text NOT NULL,
	`usage` text NOT NULL,
	`steps` integer NOT NULL,
	`first_token_ms` real,
	`continues_run_id` text,
	`abort_requested_at` integer,
	`created_at` integer NOT NULL,
	`started_at` integer,
	`ended_at` integer,
	`error` text,
	PRIMARY KEY(`tenant_id`, `run_id`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `runs_continues` ON `runs` (`tenant_id`,`continues_run_id`);--> statement-breakpoint
CREATE INDEX `runs_session` ON `runs` (`tenant_id`,`workspace_id`,`session_id`,`created_at`,`run_id`);--> statement-breakpoint
CREATE INDEX `runs_session_status` ON `runs` (`tenant_id`,`workspace_id`,`session_id`,`status`,`created_at`,`run_id`);--> statement-breakpoint
CREATE INDEX `runs_status` ON `runs` (`tenant_id`,`status`,`created_at`);--> statement-breakpoint
CREATE INDEX `runs_created` ON `runs` (`tenant_id`,`workspace_id`,`created_at`,`run_id`);--> statement-breakpoint
CREATE TABLE `sessions` (
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`id` text NOT NULL,
	`agent_id` text NOT NULL,
	`session_key` text NOT NULL,
	`title` text NOT NULL,
	`preview` text NOT NULL,
	`status` text NOT NULL,
	`folder` text NOT NULL,
	`runtime_mode` text NOT NULL,
	`pending_runtime_mode` text,
	`model` text,
	`channel` text NOT NULL,
	`pinned` integer NOT NULL,
	`archived` integer NOT NULL,
	`context_tokens` integer NOT NULL,
	`context_window` integer NOT NULL,
	`cost_usd` real NOT NULL,
	`active_run_id` text,
	`reset_seq` integer NOT NULL,
	`last_seq` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sessions_key` ON `sessions` (`tenant_id`,`workspace_id`,`session_key`);--> statement-breakpoint
CREATE INDEX `sessions_updated` ON `sessions` (`tenant_id`,`workspace_id`,`updated_at`,`id`);--> statement-breakpoint
CREATE INDEX `sessions_archived_updated` ON `sessions` (`tenant_id`,`workspace_id`,`archived`,`updated_at`,`id`);--> statement-breakpoint
CREATE INDEX `sessions_status_updated` ON `sessions` (`tenant_id`,`workspace_id`,`archived`,`status`,`updated_at`,`id`);--> statement-breakpoint
CREATE TABLE `sign_ins` (
	`tenant_id` text NOT NULL,
	`token_hash` text NOT NULL,
	`actor_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `token_hash`)
);
--> statement-breakpoint
CREATE TABLE `tenants` (
	`tenant_id` text PRIMARY KEY NOT NULL,
	`state_version` integer NOT NULL,
	`journal_id` text NOT NULL,
	`started_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `tool_runs` (
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`tool_call_id` text NOT NULL,
	`run_id` text NOT NULL,
	`session_id` text NOT NULL,
	`step` integer NOT NULL,
	`position` integer NOT NULL,
	`tool_name` text NOT NULL,
	`args` text NOT NULL,
	`status` text NOT NULL,
	`verdict` text NOT NULL,
	`risk` text NOT NULL,
	`effect` text NOT NULL,
	`digest` text NOT NULL,
	`binding` text NOT NULL,
	`approval_id` text,
	`created_at` integer NOT NULL,
	`started_at` integer,
	`ended_at` integer,
	`exit_code` integer,
	`error` text,
	PRIMARY KEY(`tenant_id`, `tool_call_id`)
);
--> statement-breakpoint
CREATE INDEX `tool_runs_run` ON `tool_runs` (`tenant_id`,`run_id`,`step`,`position`);