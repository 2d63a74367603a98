/**
 * Anthropic's Messages API for tests: the events of docs.anthropic.com/en/api/messages-streaming with their blocks, input
 * tokens at the start and output tokens at the end, pings in between.
 */
import {
  type FakeRequest,
  type FakeServer,
  type FakeServerOptions,
  type FakeWriter,
  startFakeServer,
} from './fake-http.ts';
import type { FakeFailure, FakeUsage, Voice } from './fake-voice.ts';

export type MessagesBody = {
  model: string;
  stream?: boolean;
  max_tokens: number;
  system?: Record<string, unknown>[];
  messages: { role: string; content: Record<string, unknown>[] }[];
  tools?: Record<string, unknown>[];
};

export type MessagesScript = (voice: Voice, request: FakeRequest<MessagesBody>, index: number) => void | Promise<void>;

export function startFakeAnthropic(
  options: FakeServerOptions & { script: MessagesScript },
): Promise<FakeServer<MessagesBody>> {
  return startFakeServer<MessagesBody>('/messages', options, (writer, request, index) =>
    options.script(messagesVoice(writer, request.body.model), request, index),
  );
}

const ERRORS: Readonly<Record<FakeFailure, { status: number; type: string }>> = {
  rate_limited: { status: 429, type: 'rate_limit_error' },
  server: { status: 529, type: 'overloaded_error' },
  auth: { status: 401, type: 'authentication_error' },
  not_found: { status: 404, type: 'not_found_error' },
  bad_request: { status: 400, type: 'invalid_request_error' },
};

const STOP_REASONS = { stop: 'end_turn', tool_calls: 'tool_use', length: 'max_tokens', content_filter: 'refusal' };

export function messagesVoice(writer: FakeWriter, model: string): Voice {
  const { push, ...rest } = writer;
  let begun = false;
  let blocks = 0;
  let open: 'text' | 'thinking' | undefined;

  const emit = (type: string, fields: Record<string, unknown> = {}) => {
    push(`event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`);
  };
  const begin = () => {
    if (begun) return;
    begun = true;
    const usage = { input_tokens: 10, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 1 };
    const message = { id: 'msg_fake', type: 'message', role: 'assistant', model, content: [], usage };
    emit('message_start', { message: { ...message, stop_reason: null, stop_sequence: null } });
  };
  const close = () => {
    if (!open) return;
    const index = blocks - 1;
    if (open === 'thinking') {
      emit('content_block_delta', { index, delta: { type: 'signature_delta', signature: 'c2lnbmVk' } });
    }
    emit('content_block_stop', { index });
    open = undefined;
  };
  const enter = (kind: 'text' | 'thinking') => {
    begin();
    if (open === kind) return;
    close();
    open = kind;
    const block = kind === 'text' ? { type: 'text', text: '' } : { type: 'thinking', thinking: '', signature: '' };
    emit('content_block_start', { index: blocks++, content_block: block });
  };

  return {
    ...rest,
    get gone() {
      return writer.gone;
    },
    text(delta) {
      enter('text');
      emit('content_block_delta', { index: blocks - 1, delta: { type: 'text_delta', text: delta } });
    },
    reasoning(delta) {
      enter('thinking');
      emit('content_block_delta', { index: blocks - 1, delta: { type: 'thinking_delta', thinking: delta } });
    },
    toolCall({ id, name, pieces }) {
      begin();
      close();
      const index = blocks++;
      emit('content_block_start', { index, content_block: { type: 'tool_use', id, name, input: {} } });
      for (const json of ['', ...pieces]) {
        emit('content_block_delta', { index, delta: { type: 'input_json_delta', partial_json: json } });
      }
      emit('content_block_stop', { index });
    },
    end(reason, { inputTokens, outputTokens }: FakeUsage) {
      begin();
      close();
      emit('message_delta', {
        delta: { stop_reason: STOP_REASONS[reason], stop_sequence: null },
        usage: { input_tokens: inputTokens, output_tokens: outputTokens },
      });
      emit('message_stop');
    },
    error(kind, message) {
      emit('error', { error: { type: ERRORS[kind].type, message }, request_id: 'req_fake' });
    },
    refuse(kind, message, headers) {
      const { status, type } = ERRORS[kind];
      writer.respond(status, JSON.stringify({ type: 'error', error: { type, message } }), headers);
    },
    hollow: begin,
    keepAlive: () => emit('ping'),
  };
}
