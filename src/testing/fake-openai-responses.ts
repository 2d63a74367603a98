/**
 * OpenAI's Responses API for tests: the events of platform.openai.com/docs/api-reference/responses-streaming, numbered and in
 * their order, each output item opened and closed, usage only in the last one.
 */
import {
  type FakeRequest,
  type FakeServer,
  type FakeServerOptions,
  type FakeWriter,
  startFakeServer,
} from './fake-http.ts';
import { refuseAsOpenAi } from './fake-openai.ts';
import type { FakeFailure, Voice } from './fake-voice.ts';

export type ResponsesBody = {
  model: string;
  stream?: boolean;
  store?: boolean;
  max_output_tokens?: number;
  input: Record<string, unknown>[];
  tools?: Record<string, unknown>[];
};

export type ResponsesScript = (
  voice: Voice,
  request: FakeRequest<ResponsesBody>,
  index: number,
) => void | Promise<void>;

export function startFakeOpenAiResponses(
  options: FakeServerOptions & { script: ResponsesScript },
): Promise<FakeServer<ResponsesBody>> {
  return startFakeServer<ResponsesBody>('/responses', options, (writer, request, index) =>
    options.script(responsesVoice(writer, request.body.model), request, index),
  );
}

type OpenItem = { kind: 'message' | 'reasoning'; id: string; index: number; text: string };

/** `type: 'error'` events where the connection's own state is at fault, `response.failed` where the model's work is. */
const FAILED_CODES: Readonly<Record<FakeFailure, string>> = {
  rate_limited: 'rate_limit_exceeded',
  server: 'server_error',
  auth: 'invalid_api_key',
  not_found: 'model_not_found',
  bad_request: 'context_length_exceeded',
};

export function responsesVoice(writer: FakeWriter, model: string): Voice {
  const { push, ...rest } = writer;
  let sequence = 0;
  let outputs = 0;
  let begun = false;
  let open: OpenItem | undefined;

  const emit = (type: string, fields: Record<string, unknown>) => {
    push(`event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: sequence++, ...fields })}\n\n`);
  };
  const response = (status: string, fields: Record<string, unknown> = {}) => ({
    response: {
      id: 'resp_fake',
      object: 'response',
      created_at: 1_767_225_600,
      status,
      model,
      error: null,
      incomplete_details: null,
      usage: null,
      ...fields,
    },
  });
  const begin = () => {
    if (begun) return;
    begun = true;
    emit('response.created', response('in_progress'));
    emit('response.in_progress', response('in_progress'));
  };
  const close = () => {
    if (!open) return;
    const { kind, id, index, text } = open;
    if (kind === 'message') {
      const part = { type: 'output_text', text, annotations: [] };
      const at = { item_id: id, output_index: index, content_index: 0 };
      emit('response.output_text.done', { ...at, text });
      emit('response.content_part.done', { ...at, part });
      const item = { id, type: 'message', status: 'completed', role: 'assistant', content: [part] };
      emit('response.output_item.done', { output_index: index, item });
    } else {
      const at = { item_id: id, output_index: index, summary_index: 0 };
      emit('response.reasoning_summary_text.done', { ...at, text });
      emit('response.reasoning_summary_part.done', { ...at, part: { type: 'summary_text', text } });
      const item = { id, type: 'reasoning', summary: [{ type: 'summary_text', text }] };
      emit('response.output_item.done', { output_index: index, item });
    }
    open = undefined;
  };
  const enter = (kind: OpenItem['kind']): OpenItem => {
    begin();
    if (open?.kind === kind) return open;
    close();
    const index = outputs++;
    const id = `${kind === 'message' ? 'msg' : 'rs'}_fake_${index}`;
    const added: OpenItem = { kind, id, index, text: '' };
    open = added;
    if (kind === 'message') {
      const item = { id, type: 'message', status: 'in_progress', role: 'assistant', content: [] };
      emit('response.output_item.added', { output_index: index, item });
      const part = { type: 'output_text', text: '', annotations: [] };
      emit('response.content_part.added', { item_id: id, output_index: index, content_index: 0, part });
    } else {
      emit('response.output_item.added', { output_index: index, item: { id, type: 'reasoning', summary: [] } });
      const part = { type: 'summary_text', text: '' };
      emit('response.reasoning_summary_part.added', { item_id: id, output_index: index, summary_index: 0, part });
    }
    return added;
  };

  return {
    ...rest,
    get gone() {
      return writer.gone;
    },
    text(delta) {
      const item = enter('message');
      item.text += delta;
      emit('response.output_text.delta', { item_id: item.id, output_index: item.index, content_index: 0, delta });
    },
    reasoning(delta) {
      const item = enter('reasoning');
      item.text += delta;
      const at = { item_id: item.id, output_index: item.index, summary_index: 0 };
      emit('response.reasoning_summary_text.delta', { ...at, delta });
    },
    toolCall({ id: callId, name, pieces }) {
      begin();
      close();
      const index = outputs++;
      const id = `fc_fake_${index}`;
      const call = { id, type: 'function_call', call_id: callId, name };
      const item = { ...call, status: 'in_progress', arguments: '' };
      emit('response.output_item.added', { output_index: index, item });
      for (const delta of pieces) {
        emit('response.function_call_arguments.delta', { item_id: id, output_index: index, delta });
      }
      const whole = pieces.join('');
      emit('response.function_call_arguments.done', { item_id: id, output_index: index, arguments: whole });
      emit('response.output_item.done', {
        output_index: index,
        item: { ...call, status: 'completed', arguments: whole },
      });
    },
    end(reason, { inputTokens, outputTokens }) {
      begin();
      close();
      const usage = {
        input_tokens: inputTokens,
        input_tokens_details: { cached_tokens: 0 },
        output_tokens: outputTokens,
        output_tokens_details: { reasoning_tokens: 0 },
        total_tokens: inputTokens + outputTokens,
      };
      if (reason === 'stop' || reason === 'tool_calls') {
        emit('response.completed', response('completed', { usage }));
        return;
      }
      const details = { reason: reason === 'length' ? 'max_output_tokens' : 'content_filter' };
      emit('response.incomplete', response('incomplete', { incomplete_details: details, usage }));
    },
    error(kind, message) {
      begin();
      const code = FAILED_CODES[kind];
      if (kind === 'auth') emit('error', { code, message, param: null });
      else emit('response.failed', response('failed', { error: { code, message } }));
    },
    refuse: (...refusal) => refuseAsOpenAi(writer, ...refusal),
    hollow: begin,
    keepAlive: () => writer.raw(': keep-alive\n\n'),
  };
}
