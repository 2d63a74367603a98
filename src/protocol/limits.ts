/** Every bound that a client can run into, in one place. Source: protocol.md §1–§4. */
export const LIMITS = {
  /** Largest message before `connect` succeeded; a larger one closes 1009. */
  maxMessageBytesBeforeConnect: 64 * 1024,
  /** Largest message after `connect`; a larger one closes 1009. */
  maxMessageBytes: 2 * 1024 * 1024,
  /** Calls in one array frame. */
  maxBatch: 20,
  /** Open subscriptions on one connection. */
  maxSubscriptions: 64,
  /** Frames a second on one connection, averaged over ten seconds. */
  messagesPerSecond: 200,
  /** A connection that has not said `connect` by then is closed 4408. */
  connectDeadlineMs: 5_000,
  /** A subscriber with more than this unsent is dropped with 1013. */
  maxUnsentBytes: 256 * 1024,
  /** Longest `input` of agent.run, in UTF-16 units. */
  maxInputChars: 200_000,
  /** Bytes of one piece of attachments.put and attachments.get, and of a whole attachment. */
  maxAttachmentPieceBytes: 128 * 1024,
  maxAttachmentBytes: 10 * 1024 * 1024,
  /** Largest page of sessions.history and policy.history. */
  maxHistoryPageBytes: 512 * 1024,
  maxHistoryPage: 1000,
  maxSessionPage: 200,
  maxAuditPage: 500,
  maxPage: 200,
  /** How long an approval waits before it expires. */
  approvalTtlMs: 24 * 60 * 60 * 1000,
  /** How long a deleted session can be restored. */
  deletedSessionTtlMs: 30 * 24 * 60 * 60 * 1000,
  /** Largest `content` of a page of sessions.export, as JSON. */
  maxExportPageBytes: 512 * 1024,
  /** How long an idempotency key answers with its first answer. */
  idempotencyTtlMs: 24 * 60 * 60 * 1000,
} as const;

/** WebSocket close codes of protocol.md §1. */
export const CLOSE = {
  goingAway: 1001,
  tooLarge: 1009,
  slowReader: 1013,
  noHandshake: 4400,
  unauthorized: 4401,
  handshakeTimeout: 4408,
} as const;
