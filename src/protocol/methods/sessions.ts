/** Sessions and their transcripts. */
import { z } from 'zod';
import { Approval, Run, RuntimeMode, Session, SessionStatus, Timestamp } from '../entities.ts';
import { Envelope } from '../events.ts';
import { LIMITS } from '../limits.ts';
import { AgentId, Id, idempotencyKey, type MethodRows, ModelName, nextCursor, page, Title } from './shared.ts';

const SearchHit = z
  .object({
    sessionId: Id,
    seq: z.int().positive().describe('The event to jump to: of the message, in sessions.history.'),
    snippet: z.string().describe('The text around what was found, one line of plain text; `…` where it goes on.'),
    ranges: z
      .array(z.tuple([z.int().nonnegative(), z.int().nonnegative()]))
      .describe('What was found: start and end in UTF-16 units of the snippet, in order, apart from each other.'),
    role: z
      .enum(['user', 'assistant'])
      .describe('Who said it. What the agent called a tool with counts as said by it.'),
    title: z.string().describe('Of the session.'),
    archived: z.boolean().describe('Whether the session is archived.'),
    createdAt: Timestamp,
  })
  .meta({ id: 'SearchHit' });

export const sessionsMethods = {
  'sessions.create': {
    kind: 'mutation',
    summary: 'Creates a session. With a sessionKey that exists, answers that session.',
    params: z.strictObject({
      title: Title.optional(),
      agentId: AgentId.optional(),
      runtimeMode: RuntimeMode.optional(),
      sessionKey: Id.optional(),
      folder: z.string().min(1).max(4096).optional(),
      model: ModelName.optional(),
      idempotencyKey,
    }),
    result: Session,
    errors: ['PATH_OUTSIDE_WORKSPACE', 'POLICY_DENIED', 'SANDBOX_UNAVAILABLE'],
    perMinute: 600,
  },
  'sessions.update': {
    kind: 'mutation',
    summary: 'Changes what people set on a session.',
    params: z.strictObject({
      sessionId: Id,
      title: Title.optional(),
      pinned: z.boolean().optional(),
      archived: z.boolean().optional(),
      model: ModelName.nullable()
        .optional()
        .describe('null: the session names none any more, and the default answers.'),
      idempotencyKey,
    }),
    result: Session,
    errors: ['NOT_FOUND', 'POLICY_DENIED'],
    perMinute: 600,
  },
  'sessions.reset': {
    kind: 'mutation',
    summary: 'Starts the conversation afresh for the model. A marker: the journal stays.',
    params: z.strictObject({ sessionId: Id, idempotencyKey }),
    result: Session,
    errors: ['NOT_FOUND', 'SESSION_BUSY'],
    perMinute: 120,
  },
  'sessions.delete': {
    kind: 'mutation',
    summary:
      'Deletes a session: it is in no list but that of the deleted (sessions.list) and NOT_FOUND for every method but sessions.restore, and is purged after 30 days. Everybody learns of it by session.updated with `deletedAt`. A session with a run that is active or queued is SESSION_BUSY, naming all of them in `runIds`, queued ones first: stop them in that order.',
    params: z.strictObject({ sessionId: Id, idempotencyKey }),
    result: Session,
    errors: ['NOT_FOUND', 'SESSION_BUSY'],
    perMinute: 120,
  },
  'sessions.restore': {
    kind: 'mutation',
    summary:
      'Brings a deleted session back as it was. One that is not deleted is answered as it is. If its sessionKey was given to another session meanwhile, it gets one of its own.',
    params: z.strictObject({ sessionId: Id, idempotencyKey }),
    result: Session,
    errors: ['NOT_FOUND'],
    perMinute: 120,
  },
  'sessions.fork': {
    kind: 'mutation',
    summary:
      'A new session with the conversation before a message of a person, to ask anew: after an edit, or for another answer. Of any other message: before the one that its run answers. It has a journal of its own, in which everything is history, with new ids and the times of the original; runs, approvals and cost stay with the original, which does not change.',
    params: z.strictObject({ sessionId: Id, messageId: Id, idempotencyKey }),
    result: Session,
    errors: ['NOT_FOUND'],
    perMinute: 120,
  },
  'sessions.export': {
    kind: 'query',
    summary:
      'A session as a file, in pages: the contents one after the other are the whole. What is said meanwhile comes along; an answer that is being written is in it when it is there.',
    params: z.strictObject({
      sessionId: Id,
      format: z
        .enum(['jsonl', 'markdown', 'html'])
        .describe('`jsonl` is the journal, an envelope a line; the others are to be read by people.'),
      locale: z
        .enum(['en', 'zh-CN'])
        .default('en')
        .describe(
          'The language of headings and labels, the same for every page; what was said stays as it is. `jsonl` has none.',
        ),
      offset: z.int().nonnegative().default(0).describe('The nextOffset of the page before.'),
    }),
    result: z.object({
      filename: z.string().describe('Safe on every system; take that of the first page.'),
      mediaType: z.string(),
      content: z.string(),
      nextOffset: z.int().positive().optional().describe('Absent on the last page.'),
    }),
    errors: ['NOT_FOUND'],
    perMinute: 600,
  },
  'sessions.list': {
    kind: 'query',
    summary: 'Sessions, last changed first.',
    params: z.strictObject({
      query: z.string().max(200).optional().describe('Part of the title or preview.'),
      status: z.array(SessionStatus).max(3).optional(),
      archived: z.boolean().default(false),
      deleted: z
        .boolean()
        .default(false)
        .describe(
          'Instead, those that were deleted and that sessions.restore can still bring back, last deleted first, archived or not.',
        ),
      ...page(LIMITS.maxSessionPage, 50),
    }),
    result: z.object({ items: z.array(Session), nextCursor }),
    errors: [],
    perMinute: 600,
  },
  'sessions.get': {
    kind: 'query',
    summary: 'A consistent snapshot of one session, with the token from which events.stream goes on.',
    params: z.strictObject({ sessionId: Id }),
    result: z.object({
      ...Session.shape,
      contextTokens: z.int().nonnegative(),
      contextWindow: z.int().positive(),
      activeRun: Run.optional(),
      queuedRuns: z.array(Run),
      pendingApprovals: z.array(Approval),
      costUsd: z.number().nonnegative(),
      token: z.string(),
    }),
    errors: ['NOT_FOUND'],
    perMinute: 1200,
  },
  'sessions.search': {
    kind: 'query',
    summary:
      'Finds what people and the agent said, in all sessions, latest first; one hit for each message. Every word must be there, by its beginning, in any case; words without a space between, or in "quotes", must follow each other. Chinese and other scripts without spaces are found by any part. There are no operators: everything is text.',
    params: z.strictObject({ query: z.string().max(200), ...page(50, 20) }),
    result: z.object({ hits: z.array(SearchHit), nextCursor }),
    errors: [],
    perMinute: 300,
  },
  'sessions.history': {
    kind: 'query',
    summary:
      'The transcript, oldest first, replayable. afterSeq reads forwards (nextSeq goes on), beforeSeq reads the page that ends before it.',
    params: z.strictObject({
      sessionId: Id,
      afterSeq: z.int().nonnegative().optional(),
      beforeSeq: z.int().positive().optional(),
      limit: z.int().min(1).max(LIMITS.maxHistoryPage).default(200),
    }),
    result: z.object({
      events: z.array(Envelope),
      lastSeq: z.int().nonnegative().describe('The newest seq of the session.'),
      nextSeq: z
        .int()
        .nonnegative()
        .optional()
        .describe('Pass as afterSeq (reading forwards) or beforeSeq (reading backwards); absent at the end.'),
    }),
    errors: ['NOT_FOUND'],
    perMinute: 1200,
  },
} as const satisfies MethodRows;
