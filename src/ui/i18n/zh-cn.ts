import type { Catalogue } from './en.ts';
import { approval, approve, notify, waiting } from './zh-cn/approvals.ts';
import { app, common, connection, mode, modeHint, sessionStatus, settings, syncState, time } from './zh-cn/common.ts';
import { attachments, commands, composer } from './zh-cn/composer.ts';
import { consoleFrame } from './zh-cn/console.ts';
import { consoleApprovals } from './zh-cn/console-approvals.ts';
import { consoleAudit } from './zh-cn/console-audit.ts';
import { consoleModels } from './zh-cn/console-models.ts';
import { consoleOverview } from './zh-cn/console-overview.ts';
import { consolePolicy } from './zh-cn/console-policy.ts';
import { consoleRun, consoleSessions } from './zh-cn/console-sessions.ts';
import { consoleSettings } from './zh-cn/console-settings.ts';
import { conversation, diff, failure, link, live, message, notice, tool } from './zh-cn/conversation.ts';
import { offlinePage, signin } from './zh-cn/entrance.ts';
import { chatMenu, exporting, models, runtime, usage } from './zh-cn/header.ts';
import { palette, shortcuts } from './zh-cn/keyboard.ts';
import { memory } from './zh-cn/memory.ts';
import { search, sidebar } from './zh-cn/sidebar.ts';
import { demo, start } from './zh-cn/start.ts';

export const zhCN: Catalogue = {
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
};
