/**
 * sessions.fork: a new session that holds the conversation before a message, for edit-and-rerun and regenerate. It copies what was
 * said, not what was done: the journal and the messages under new ids, no runs, tool runs, approvals, grants or cost, each of which
 * happened once and stays with the original. Read by pages, written in one transaction. Source: docs/decisions/0017.
 */
import type { Session } from '../../protocol/entities.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import type { Envelope } from '../../protocol/events.ts';
import type { MethodParams } from '../../protocol/methods.ts';
import { appendAudit } from '../audit/append-audit.ts';
import type { Transaction } from '../ports.ts';
import type { Caller, MessageRecord, Scope, SessionRecord } from '../records.ts';
import { titleOf } from '../run/begin-run.ts';
import type { RunDeps } from '../run/run-deps.ts';
import { ownKey } from './delete-session.ts';
import { type CopiedEvent, createForkCopy, type ForkCopy, planFork } from './fork-copy.ts';
import { toSession } from './session-entity.ts';
import { previewOf, sessionUpdated } from './session-events.ts';
import { requireSession } from './session-service.ts';

const PAGE = 500;

/** @throws ProtocolError NOT_FOUND for a message that is not in this session, or whose run has not begun */
export async function forkSession(
  tx: Transaction,
  deps: Pick<RunDeps, 'clock' | 'ids'>,
  caller: Caller,
  params: MethodParams<'sessions.fork'>,
): Promise<Session> {
  const { scope, traceId } = caller;
  const original = await requireSession(tx, scope, params.sessionId);
  const asked = await questionOf(tx, scope, { session: original, messageId: params.messageId });
  const throughSeq = asked.seq - 1;
  const fork = emptyFork(original, deps.ids.next('ses'), deps.clock.now());
  await tx.sessions.insert(fork);

  const plan = planFork();
  for await (const page of pagesThrough(tx, original, throughSeq)) page.forEach(plan.look);
  const copy = createForkCopy(toSession(fork), plan, deps.ids);
  const said = { messages: 0, preview: '', contextTokens: 0, resetSeq: 0, attachments: new Set<string>() };
  for await (const page of pagesThrough(tx, original, throughSeq)) {
    await write(page.flatMap(copy.take), { afterSeq: (page[0]?.seq ?? 1) - 1, throughSeq: page.at(-1)?.seq ?? 0 });
  }
  await write(copy.end());
  await tx.attachments.noteUse(scope, fork.id, [...said.attachments]);

  const untitled = said.messages === 0 && original.title === titleOf(asked.payload.input);
  const session = await tx.sessions.update(scope, fork.id, {
    title: untitled ? '' : original.title,
    preview: said.preview,
    contextTokens: said.contextTokens,
    resetSeq: said.resetSeq,
  });
  await appendAudit(tx, deps, caller, {
    action: 'session.fork',
    resource: fork.id,
    outcome: 'allowed',
    detail: { from: original.id, beforeMessageId: asked.payload.messageId, throughSeq, sessionKey: fork.sessionKey },
    sessionId: fork.id,
  });
  const from = { kind: 'forked', sessionId: original.id, messageId: asked.payload.messageId };
  await tx.journal.append(scope, [sessionUpdated(session, traceId, from)]);
  return toSession(await requireSession(tx, scope, fork.id));

  /** Appends events of the copy, and the messages of the same part of the original. */
  async function write(
    events: readonly CopiedEvent[],
    range?: { afterSeq: number; throughSeq: number },
  ): Promise<void> {
    const envelopes = await tx.journal.append(
      scope,
      events.map(({ draft }) => draft),
    );
    const seqs = new Map(envelopes.map(({ seq }, n) => [events[n]?.seq ?? 0, seq]));
    for (const envelope of envelopes) note(envelope);
    const messages = range ? await tx.messages.between(scope, original.id, range) : [];
    const copies = messages.flatMap((message) => {
      const seq = seqs.get(message.seq);
      return seq === undefined ? [] : [messageCopy(message, { sessionId: fork.id, seq, copy })];
    });
    await tx.messages.insert(copies);
    for (const { parts, call, seq } of copies) {
      for (const part of parts) if (part.type === 'attachment') said.attachments.add(part.attachmentId);
      if (call && seq > said.resetSeq) said.contextTokens = call.usage.inputTokens + call.usage.outputTokens;
    }
  }

  function note(envelope: Envelope): void {
    if (envelope.event === 'session.updated' && envelope.payload.notice?.kind === 'reset') {
      said.resetSeq = envelope.seq - 1;
      said.contextTokens = 0;
    }
    if (envelope.event === 'agent.accepted' && envelope.payload.status === 'accepted') said.messages += 1;
    const text = textOf(envelope);
    if (text) said.preview = previewOf(text);
  }
}

/**
 * The event with which the message was said that is to be asked anew: that of the message itself when a person said it, else the
 * one that its run answers; of a run that continues another, the one that the first of them answers.
 */
async function questionOf(
  tx: Transaction,
  scope: Scope,
  { session, messageId }: { session: SessionRecord; messageId: string },
): Promise<Envelope<'agent.accepted'>> {
  const message = await tx.messages.get(scope, messageId);
  if (message?.sessionId !== session.id) {
    throw new ProtocolError(
      'NOT_FOUND',
      'There is no such message in this session: check the messageId. A message that waits for its turn is in it when its turn comes, an answer when it is written.',
    );
  }
  for (let { runId } = message; ; ) {
    const question = (await tx.messages.ofRun(scope, runId)).find(({ role }) => role === 'user');
    if (!question) throw new Error('a run without its message');
    const range = { afterSeq: question.seq - 1, limit: 1 };
    const [event] = await tx.journal.readSession(scope, session.id, range);
    if (event?.event !== 'agent.accepted') throw new Error('a message without its event');
    if (event.payload.continuesRunId === undefined) return event;
    runId = event.payload.continuesRunId;
  }
}

async function* pagesThrough(
  { journal }: Pick<Transaction, 'journal'>,
  session: SessionRecord,
  throughSeq: number,
): AsyncGenerator<Envelope[]> {
  for (let seq = 0; seq < throughSeq; ) {
    const limit = Math.min(PAGE, throughSeq - seq);
    const page = await journal.readSession(session, session.id, { afterSeq: seq, limit });
    if (page.length === 0) return;
    yield page;
    seq = page.at(-1)?.seq ?? throughSeq;
  }
}

/** The same place to work in, the same model and mode; nothing that was spent, pinned or put away. */
function emptyFork(original: SessionRecord, id: string, now: number): SessionRecord {
  return {
    ...original,
    id,
    sessionKey: ownKey({ ...original, id }),
    preview: '',
    status: 'idle',
    pendingRuntimeMode: null,
    pinned: false,
    archived: false,
    contextTokens: 0,
    costUsd: 0,
    activeRunId: null,
    resetSeq: 0,
    lastSeq: 0,
    createdAt: now,
    updatedAt: now,
  };
}

function messageCopy(
  message: MessageRecord,
  { sessionId, seq, copy }: { sessionId: string; seq: number; copy: ForkCopy },
): MessageRecord {
  return {
    ...message,
    sessionId,
    seq,
    messageId: copy.idOf(message.messageId),
    runId: copy.idOf(message.runId),
    parts: message.parts.map(copy.partOf),
  };
}

/** What a list shows of the session after this event. */
function textOf(envelope: Envelope): string | undefined {
  switch (envelope.event) {
    case 'agent.accepted':
      return envelope.payload.input;
    case 'agent.completed':
      return envelope.payload.text;
    case 'agent.failed':
      return envelope.payload.partialText;
    default:
      return undefined;
  }
}
