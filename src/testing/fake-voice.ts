/** What every fake model server can say, whatever its wire format: the words that scenes are written in. */
import type { FakeWriter } from './fake-http.ts';

export type FakeFailure = 'rate_limited' | 'server' | 'auth' | 'not_found' | 'bad_request';
export type EndReason = 'stop' | 'tool_calls' | 'length' | 'content_filter';
export type FakeUsage = { inputTokens: number; outputTokens: number };

export type Voice = Omit<FakeWriter, 'push'> & {
  text(delta: string): void;
  reasoning(delta: string): void;
  /** A whole call, its arguments in these pieces. */
  toolCall(call: { id: string; name: string; pieces: readonly string[] }): void;
  /** Everything from the end of the last block to the end of the stream, with the usage where the format has it. */
  end(reason: EndReason, usage: FakeUsage): void;
  /** A failure inside a stream that had begun. */
  error(kind: FakeFailure, message: string): void;
  /** A failure in the place of a stream: an HTTP status and the body that goes with it. */
  refuse(kind: FakeFailure, message: string, headers?: Record<string, string>): void;
  /** An event that says nothing: a role, a state. */
  hollow(): void;
  /** What keeps the connection open without being an answer: a comment, a ping. */
  keepAlive(): void;
};
