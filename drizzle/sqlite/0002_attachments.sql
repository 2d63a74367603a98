CREATE TABLE `attachments` (
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`attachment_id` text NOT NULL,
	`actor_id` text NOT NULL,
	`name` text NOT NULL,
	`media_type` text NOT NULL,
	`received` integer NOT NULL,
	`complete` integer NOT NULL,
	`sha256` text,
	`parts` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `attachment_id`)
);
--> statement-breakpoint
CREATE INDEX `attachments_updated` ON `attachments` (`tenant_id`,`complete`,`updated_at`);--> statement-breakpoint
ALTER TABLE `runs` ADD `attachments` text;