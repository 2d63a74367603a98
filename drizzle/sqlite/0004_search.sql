CREATE TABLE `search_docs` (
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`place` integer NOT NULL,
	`session_id` text NOT NULL,
	`seq` integer NOT NULL,
	`part` integer NOT NULL,
	`text_from` integer NOT NULL,
	`text_to` integer NOT NULL,
	`terms` text,
	PRIMARY KEY(`tenant_id`, `workspace_id`, `place`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `search_docs_message` ON `search_docs` (`tenant_id`,`workspace_id`,`session_id`,`seq`,`part`);--> statement-breakpoint
ALTER TABLE `tenants` ADD `search_backlog` text DEFAULT 'all' NOT NULL;--> statement-breakpoint
CREATE INDEX `approvals_requested` ON `approvals` (`tenant_id`,`workspace_id`,`requested_at`);--> statement-breakpoint
CREATE INDEX `runs_ended` ON `runs` (`tenant_id`,`workspace_id`,`ended_at`);--> statement-breakpoint
CREATE INDEX `tool_runs_created` ON `tool_runs` (`tenant_id`,`workspace_id`,`created_at`);