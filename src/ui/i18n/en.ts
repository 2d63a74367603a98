import { approval, approve, notify, waiting } from './en/approvals.ts';
import { app, common, connection, mode, modeHint, sessionStatus, settings, syncState, time } from './en/common.ts';
import { attachments, commands, composer } from './en/composer.ts';
import { consoleFrame } from './en/console.ts';
import { consoleApprovals } from './en/console-approvals.ts';
import { consoleAudit } from './en/console-audit.ts';
import { consoleModels } from './en/console-models.ts';
import { consoleOverview } from './en/console-overview.ts';
import { consolePolicy } from './en/console-policy.ts';
import { consoleRun, consoleSessions } from './en/console-sessions.ts';
import { consoleSettings } from './en/console-settings.ts';
import { conversation, diff, failure, link, live, message, notice, tool } from './en/conversation.ts';
import { offlinePage, signin } from './en/entrance.ts';
import { chatMenu, exporting, models, runtime, usage } from './en/header.ts';
import { palette, shortcuts } from './en/keyboard.ts';
import { memory } from './en/memory.ts';
import { search, sidebar } from './en/sidebar.ts';
import { demo, start } from './en/start.ts';
import type { Texts } from './texts.ts';

/** The English catalogue, and the shape of every other one. */
export const en = {
  app,
  common,
  console: consoleFrame,
  consoleOverview,
  consoleSessions,
  consoleRun,
  consoleModels,
  consolePolicy,
  consoleApprovals,
  consoleAudit,
  consoleSettings,
  sidebar,
  syncState,
  search,
  shortcuts,
  palette,
  waiting,
  approve,
  notify,
  offlinePage,
  sessionStatus,
  mode,
  modeHint,
  demo,
  settings,
  connection,
  conversation,
  composer,
  attachments,
  commands,
  models,
  runtime,
  usage,
  chatMenu,
  exporting,
  message,
  tool,
  approval,
  diff,
  start,
  memory,
  failure,
  notice,
  live,
  signin,
  time,
  link,
} as const;

/** What a catalogue holds: the same keys, other words. */
export type Catalogue = Texts<typeof en>;
