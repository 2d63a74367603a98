CREATE TABLE `spend` (
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`spend_id` text NOT NULL,
	`run_id` text NOT NULL,
	`step` integer NOT NULL,
	`model` text NOT NULL,
	`day` text NOT NULL,
	`reserved_usd` real NOT NULL,
	`cost_usd` real,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `spend_id`)
);
--> statement-breakpoint
CREATE INDEX `spend_run` ON `spend` (`tenant_id`,`workspace_id`,`run_id`,`step`);--> statement-breakpoint
CREATE INDEX `spend_day` ON `spend` (`tenant_id`,`workspace_id`,`day`);