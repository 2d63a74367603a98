/** `openfoal sessions`: the list, or one session with its last events. */

import { foldAll } from '../client/fold/fold.ts';
import { emptyTranscript } from '../client/fold/transcript.ts';
import type { GatewayClient } from '../client/gateway-client.ts';
import { readConfig } from '../config/config.ts';
import { processEnvironment } from '../config/environment.ts';
import { LIMITS } from '../protocol/limits.ts';
import { parseCommand } from './arguments.ts';
import { SESSIONS_OPTIONS } from './command-options.ts';
import { EXIT, UsageError } from './exit-codes.ts';
import { connectTo } from './gateway/connect.ts';
import { findGateway } from './gateway/find-gateway.ts';
import { jsonBlock } from './terminal/json-line.ts';
import { safeText } from './terminal/safe-text.ts';
import { createStyle, type Style, wantsColour } from './terminal/style.ts';
import { table } from './terminal/table.ts';
import { createTranscriptPrinter } from './terminal/transcript-printer.ts';

export async function sessions(args: readonly string[]): Promise<number> {
  const { values, words } = parseCommand(args, SESSIONS_OPTIONS, 2);
  const [action = 'list', id] = words;
  if (!['list', 'show'].includes(action)) throw new UsageError(`"${action}" is neither list nor show.`);
  if ((action === 'show') !== (id !== undefined))
    throw new UsageError(action === 'show' ? 'show which session?' : 'list takes no id.');
  const limit = limitOf(values.limit);
  const environment = processEnvironment();
  const { client, close } = await connectTo(findGateway(values, readConfig(environment)));
  const style = createStyle(wantsColour(process.stdout, environment));
  try {
    const print = values.json === true;
    process.stdout.write(
      id === undefined ? await list(client, limit, print) : await show(client, id, print ? undefined : style),
    );
    return EXIT.ok.code;
  } finally {
    close();
  }
}

async function list(client: GatewayClient, limit: number, json: boolean): Promise<string> {
  const { items } = await client.query('sessions.list', { archived: false, limit });
  if (json) return jsonBlock(items);
  if (items.length === 0) return 'There is no session yet: `openfoal chat` begins one.\n';
  const rows = items.map(({ id, status, runtimeMode, updatedAt, title, preview }) => [
    id,
    status,
    runtimeMode,
    updatedAt.slice(0, 16).replace('T', ' '),
    safeText(title || preview).replaceAll('\n', ' '),
  ]);
  return `${table([['ID', 'STATUS', 'MODE', 'CHANGED (UTC)', 'TITLE'], ...rows])}\n`;
}

/** As much of the history as one page holds: the newest events. */
async function show(client: GatewayClient, sessionId: string, style: Style | undefined): Promise<string> {
  const session = await client.query('sessions.get', { sessionId });
  const page = { sessionId, beforeSeq: session.lastSeq + 1, limit: LIMITS.maxHistoryPage };
  const { events } = await client.query('sessions.history', page);
  if (!style) return jsonBlock({ session, events });
  const first = events[0]?.seq ?? 1;
  const transcript = foldAll(emptyTranscript(sessionId, first), events);
  const facts = table([
    ['session', session.id],
    ['title', safeText(session.title)],
    ['status', session.status],
    ['folder', safeText(session.folder)],
    ['mode', session.runtimeMode],
    ['model', safeText(session.model ?? '')],
    ['context', `${session.contextTokens} of ${session.contextWindow} tokens`],
    ['cost', `$${session.costUsd.toFixed(4)}`],
    ...session.pendingApprovals.map(({ approvalId, toolName }) => ['approval', `${approvalId} (${toolName})`]),
  ]);
  const earlier = first > 1 ? style.dim(`\n… ${first - 1} earlier events\n`) : '';
  const said = createTranscriptPrinter({ style, speech: true }).next(transcript);
  return `${facts}\n${earlier}\n${said}${said.endsWith('\n') || said === '' ? '' : '\n'}`;
}

function limitOf(text: string | undefined): number {
  const limit = Number(text ?? 20);
  if (!Number.isInteger(limit) || limit < 1 || limit > LIMITS.maxSessionPage) {
    throw new UsageError(`--limit must be a number from 1 to ${LIMITS.maxSessionPage}.`);
  }
  return limit;
}
