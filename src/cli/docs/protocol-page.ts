import { readFileSync } from 'node:fs';
import { EVENT_NAMES, EVENTS } from '../../protocol/events.ts';
import { buildJsonSchema } from '../../protocol/json-schema.ts';
import { CLOSE, LIMITS } from '../../protocol/limits.ts';
import { COMMON_ERRORS, METHOD_NAMES, METHODS, STREAM } from '../../protocol/methods.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import { fieldTable, type JsonSchema } from './schema-markdown.ts';

/** The part of the page that people write. */
export const GUIDE = new URL('./protocol-guide.md', import.meta.url);

const CLOSE_REASONS: Record<keyof typeof CLOSE, string> = {
  goingAway: 'The gateway stops or restarts. Connect again and resume.',
  tooLarge: 'The message was larger than allowed.',
  slowReader: `More than ${kib(LIMITS.maxUnsentBytes)} waited to be read. Connect again and resume.`,
  noHandshake: 'The first message was not `connect`.',
  unauthorized: '`connect` was refused. Do not try again with the same token.',
  handshakeTimeout: `No \`connect\` within ${LIMITS.connectDeadlineMs / 1000} s.`,
};

/** docs/protocol.md: the guide, and what the tables of src/protocol say. */
export function renderProtocolDocs(): string {
  // buildJsonSchema is plain JSON; here it is read as the schema that it is.
  const defs = buildJsonSchema().$defs as Record<string, JsonSchema>;
  return [
    `# OpenFoal protocol ${PROTOCOL_VERSION}`,
    '',
    '<!-- Written by `npm run docs` from src/protocol and src/cli/docs/protocol-guide.md: edit those. -->',
    '',
    readFileSync(GUIDE, 'utf8').trim(),
    '',
    '## Limits and close codes',
    '',
    ...limits(),
    '',
    '## Methods',
    '',
    '`name?` is a field that may be left out. Mutations need `idempotencyKey`. Besides the codes listed, every method can answer',
    `${COMMON_ERRORS.map((code) => `\`${code}\``).join(', ')}, and every mutation \`IDEMPOTENCY_CONFLICT\`.`,
    '',
    ...METHOD_NAMES.flatMap((name) => method(name, defs)),
    '## Events',
    '',
    'An event is durable before anyone sees it. Order holds per session.',
    '',
    '### Envelope',
    '',
    'Around every event:',
    '',
    ...fieldTable(envelope(defs)),
    '',
    `\`${STREAM}\` carries all events:`,
    '',
    ...fieldTable(defs[`subscription:${STREAM}:params`] ?? {}),
    '',
    'Each event is also a subscription of its own, by its name. Separate subscriptions are not ordered against each other, so a client that',
    `builds state uses \`${STREAM}\`. Their params:`,
    '',
    ...fieldTable(defs['subscription:params'] ?? {}),
    '',
    ...EVENT_NAMES.flatMap((name) => [
      `### ${name}`,
      '',
      EVENTS[name].summary,
      '',
      ...fieldTable(defs[`event:${name}`] ?? {}),
      '',
    ]),
    '## Entities',
    '',
    ...entities(defs),
  ]
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n');
}

function limits(): string[] {
  const rows: [string, string][] = [
    ['largest message before `connect`', kib(LIMITS.maxMessageBytesBeforeConnect)],
    ['largest message after it', kib(LIMITS.maxMessageBytes)],
    ['calls in one array', String(LIMITS.maxBatch)],
    ['open subscriptions of a connection', String(LIMITS.maxSubscriptions)],
    ['messages a second of a connection', `${LIMITS.messagesPerSecond}, averaged over ten seconds`],
    ['time to `connect`', `${LIMITS.connectDeadlineMs / 1000} s`],
    ['an approval waits', `${LIMITS.approvalTtlMs / 3_600_000} h`],
    ['an idempotency key is kept', `at least ${LIMITS.idempotencyTtlMs / 3_600_000} h`],
  ];
  return [
    '| limit | |',
    '|---|---|',
    ...rows.map(([what, value]) => `| ${what} | ${value} |`),
    '',
    '| close code | |',
    '|---|---|',
    ...(Object.keys(CLOSE) as (keyof typeof CLOSE)[]).map((name) => `| ${CLOSE[name]} | ${CLOSE_REASONS[name]} |`),
  ];
}

function kib(bytes: number): string {
  return bytes >= 1024 * 1024 ? `${bytes / 1024 / 1024} MiB` : `${bytes / 1024} KiB`;
}

function method(name: (typeof METHOD_NAMES)[number], defs: Record<string, JsonSchema>): string[] {
  const row = METHODS[name];
  const codes = row.errors.map((code) => `\`${code}\``).join(', ');
  return [
    `### ${name}`,
    '',
    `${row.kind} · at most ${row.perMinute} calls a minute${'actors' in row ? ' · only a `user`' : ''}${codes ? ` · ${codes}` : ''}`,
    '',
    row.summary,
    '',
    'Params:',
    '',
    ...fieldTable(defs[`method:${name}:params`] ?? {}),
    '',
    'Result:',
    '',
    ...fieldTable(defs[`method:${name}:result`] ?? {}),
    '',
  ];
}

/** The fields that all variants of the envelope share. */
function envelope(defs: Record<string, JsonSchema>): JsonSchema {
  const variant = defs.Envelope?.oneOf?.[0] ?? defs.Envelope?.anyOf?.[0] ?? {};
  const properties = { ...variant.properties };
  properties.event = { $ref: '#/$defs/EventName' };
  properties.payload = { type: 'object', description: 'By event, below.' };
  return { ...variant, properties };
}

function entities(defs: Record<string, JsonSchema>): string[] {
  const names = Object.keys(defs).filter((name) => /^[A-Z]\w+$/.test(name) && name !== 'Envelope');
  return names.flatMap((name) => [`### ${name}`, '', ...fieldTable(defs[name] ?? {}), '']);
}
