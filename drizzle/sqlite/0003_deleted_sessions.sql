CREATE TABLE `attachment_uses` (
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`attachment_id` text NOT NULL,
	`session_id` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `attachment_id`, `session_id`)
);
--> statement-breakpoint
CREATE INDEX `attachment_uses_session` ON `attachment_uses` (`tenant_id`,`session_id`);--> statement-breakpoint
DROP INDEX `sessions_key`;--> statement-breakpoint
ALTER TABLE `sessions` ADD `deleted_at` integer;--> statement-breakpoint
ALTER TABLE `sessions` ADD `purged_at` integer;--> statement-breakpoint
CREATE INDEX `sessions_deleted` ON `sessions` (`tenant_id`,`deleted_at`) WHERE deleted_at is not null;--> statement-breakpoint
CREATE UNIQUE INDEX `sessions_key` ON `sessions` (`tenant_id`,`workspace_id`,`session_key`) WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX `tool_runs_session` ON `tool_runs` (`tenant_id`,`session_id`);
--> statement-breakpoint
INSERT INTO `attachment_uses` SELECT DISTINCT r.tenant_id, r.workspace_id, json_extract(a.value, '$.attachmentId'), r.session_id FROM `runs` r, json_each(r.attachments) a WHERE r.attachments IS NOT NULL;
