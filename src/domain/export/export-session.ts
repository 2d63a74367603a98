/**
 * sessions.export. A page begins at an event (or in the middle of a long one) and every event is rendered by itself, from itself and
 * the messages stored with it: so pages join without a seam while the session grows, and no page needs the ones before.
 */
import { ProtocolError } from '../../protocol/errors.ts';
import type { Envelope } from '../../protocol/events.ts';
import { LIMITS } from '../../protocol/limits.ts';
import type { MethodParams, MethodResult } from '../../protocol/methods.ts';
import type { Stores } from '../ports.ts';
import type { MessageRecord, Scope, SessionRecord } from '../records.ts';
import { requireSession } from '../session/session-service.ts';
import { toTimestamp } from '../time.ts';
import { entriesOf } from './entries.ts';
import { exportFilename } from './filename.ts';
import { HTML_FOOT, htmlEntry, htmlHead } from './html.ts';
import { markdownEntry, markdownHead } from './markdown.ts';
import { EXPORT_WORDS, type ExportLocale, type Words } from './words.ts';

type Format = MethodParams<'sessions.export'>['format'];
type Writer = {
  mediaType: string;
  extension: string;
  head(session: SessionRecord, locale: ExportLocale): string;
  event(event: Envelope, messages: readonly MessageRecord[], locale: ExportLocale): string;
  foot: string;
};

const WRITERS: Record<Format, Writer> = {
  jsonl: {
    mediaType: 'application/x-ndjson',
    extension: 'jsonl',
    head: () => '',
    event: (event) => `${JSON.stringify(event)}\n`,
    foot: '',
  },
  markdown: {
    mediaType: 'text/markdown',
    extension: 'md',
    head: (session, locale) =>
      markdownHead(titleOf(session), factsOf(session, EXPORT_WORDS[locale]), EXPORT_WORDS[locale]),
    event: (event, messages, locale) => {
      const words = EXPORT_WORDS[locale];
      return entriesOf(event, messages, words)
        .map((entry) => markdownEntry(entry, words))
        .join('');
    },
    foot: '',
  },
  html: {
    mediaType: 'text/html',
    extension: 'html',
    head: (session, locale) => htmlHead(titleOf(session), factsOf(session, EXPORT_WORDS[locale]), locale),
    event: (event, messages, locale) => {
      const words = EXPORT_WORDS[locale];
      return entriesOf(event, messages, words)
        .map((entry) => htmlEntry(entry, words))
        .join('');
    },
    foot: HTML_FOOT,
  },
};

/** Events read at once, and in one answer: most of a long session is pieces of text that say nothing by themselves. */
const PAGE = 100;
const MAX_EVENTS = 5_000;
/** Text of one event that is never cut, in UTF-16 units: less than a page, even if JSON spells out each of them. */
const PIECE = 64 * 1024;
/** An offset is the seq of an event (0 is the head) and which of its pieces comes next. */
const PIECES = 2 ** 20;

type Readable = Pick<Stores, 'sessions' | 'messages' | 'journal'>;

/** @throws ProtocolError NOT_FOUND; INVALID_REQUEST for an offset behind the end */
export async function exportSession(
  read: Readable,
  scope: Scope,
  { sessionId, format, locale, offset }: MethodParams<'sessions.export'>,
): Promise<MethodResult<'sessions.export'>> {
  const session = await requireSession(read, scope, sessionId);
  const writer = WRITERS[format];
  const from = { seq: Math.floor(offset / PIECES), piece: offset % PIECES };
  if (from.seq > session.lastSeq + 1) {
    throw new ProtocolError('INVALID_REQUEST', 'offset: pass the nextOffset of the page before.', {
      details: { field: 'offset' },
    });
  }
  const page = { filename: exportFilename(session, writer.extension), mediaType: writer.mediaType };
  const content: string[] = [];
  let bytes = 0;
  let events = 0;
  for await (const { seq, text } of textsFrom(read, session, { from: from.seq, writer, locale })) {
    const pieces = piecesOf(text);
    for (let piece = seq === from.seq ? from.piece : 0; piece < pieces.length; piece += 1) {
      const next = pieces[piece] ?? '';
      const size = Buffer.byteLength(JSON.stringify(next));
      if (bytes > 0 && bytes + size > LIMITS.maxExportPageBytes) {
        return { ...page, content: content.join(''), nextOffset: seq * PIECES + piece };
      }
      content.push(next);
      bytes += size;
    }
    events += 1;
    if (events >= MAX_EVENTS) return { ...page, content: content.join(''), nextOffset: (seq + 1) * PIECES };
  }
  return { ...page, content: content.join('') + writer.foot };
}

async function* textsFrom(
  read: Readable,
  session: SessionRecord,
  { from, writer, locale }: { from: number; writer: Writer; locale: ExportLocale },
): AsyncGenerator<{ seq: number; text: string }> {
  if (from === 0) yield { seq: 0, text: writer.head(session, locale) };
  for (let seq = Math.max(0, from - 1); ; ) {
    const events = await read.journal.readSession(session, session.id, { afterSeq: seq, limit: PAGE });
    const last = events.at(-1)?.seq ?? seq;
    const stored = new Map<number, MessageRecord[]>();
    for (const message of await read.messages.between(session, session.id, { afterSeq: seq, throughSeq: last })) {
      stored.set(message.seq, [...(stored.get(message.seq) ?? []), message]);
    }
    for (const event of events) {
      yield { seq: event.seq, text: writer.event(event, stored.get(event.seq) ?? [], locale) };
    }
    if (events.length < PAGE) return;
    seq = last;
  }
}

/** Never cut inside of a character. */
function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; ) {
    let end = Math.min(text.length, at + PIECE);
    const unit = text.charCodeAt(end - 1);
    if (end < text.length && unit >= 0xd800 && unit < 0xdc00) end -= 1;
    pieces.push(text.slice(at, end));
    at = end;
  }
  return pieces;
}

function titleOf({ title, id }: SessionRecord): string {
  return title === '' ? id : title;
}

function factsOf(session: SessionRecord, words: Words): [string, string][] {
  return [
    [words.session, session.id],
    [words.agent, session.agentId],
    [words.created, toTimestamp(session.createdAt)],
    [words.folder, session.folder],
  ];
}
