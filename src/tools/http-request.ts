import { z } from 'zod';
import type { ToolContext } from '../domain/run/tool-port.ts';
import { type HttpResponse, headersProblem, hostOf } from '../executor/http-port.ts';
import { appendLine, defineTool, stopped } from './define-tool.ts';
import { responseText } from './response-text.ts';

const DEFAULT_TIMEOUT_MS = 30_000;
/** Of a longer body an approval shows the start; all of it is in the call's arguments. */
const MAX_SHOWN_CHARS = 16_384;
const MAX_HEADER_CHARS = 500;
/** The headers of an answer that say something to whoever reads its body, or has to ask again. */
const SHOWN_HEADERS = ['content-type', 'location', 'last-modified', 'etag', 'link', 'allow', 'retry-after'];

const params = z
  .strictObject({
    method: z
      .enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])
      .default('GET')
      .describe('GET and HEAD only read.'),
    url: z
      .string()
      .min(1)
      .max(8_192)
      .refine((url) => URL.canParse(url), 'must be an absolute URL')
      .describe('An http or https URL on the public internet, without user name and password.'),
    headers: z
      .record(z.string(), z.string().max(8_192))
      .default({})
      .superRefine((headers, context) => {
        const problem = Object.keys(headers).length > 50 ? 'are more than 50' : headersProblem(headers);
        if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
      })
      .describe('Request headers, by name.'),
    body: z.string().max(1_000_000).optional().describe('Text to send, as UTF-8. Say its content-type in the headers.'),
    timeoutMs: z
      .int()
      .min(100)
      .max(600_000)
      .optional()
      .describe(`Longest time in milliseconds; default ${DEFAULT_TIMEOUT_MS}, never above what the policy allows.`),
  })
  .refine(({ method, body }) => body === undefined || !isReading(method), {
    path: ['body'],
    message: 'goes only with POST, PUT, PATCH and DELETE',
  });
type Args = z.output<typeof params>;

/** `http.request`: one request to a public address, behind the address guard. Source: architecture.md §4. */
export const httpRequest = defineTool({
  name: 'http.request',
  description:
    'Sends one HTTP request to a public address and returns status, some headers and the text of the answer. Local and ' +
    'private addresses are refused. Redirects are followed on the same host, and to others that the policy allows.',
  risk: 'medium',
  effect: 'unknown',
  reaches: 'network',
  params,
  examples: [
    { url: 'https://example.com/' },
    {
      method: 'POST',
      url: 'https://example.com/api',
      headers: { 'content-type': 'application/json' },
      body: '{"milk":1}',
    },
  ],
  binding: z.strictObject({}),

  subject: ({ url, method }) => {
    const host = hostOf(new URL(url));
    return { method, effect: isReading(method) ? 'read-only' : 'unknown', ...(host === '' ? {} : { host }) };
  },

  async prepare(args, { folder, mode }, { http }) {
    http.check(args.url);
    const display = {
      kind: 'request' as const,
      method: args.method,
      url: sentUrl(args.url).href,
      headers: sentHeaders(args),
      ...(args.body === undefined ? {} : { body: shownBody(args.body) }),
      cwd: folder,
      mode,
    };
    return { display, binding: {} };
  },

  async run({ args }, context, { http }) {
    try {
      const { body, method } = args;
      const response = await http.request(
        {
          method,
          url: args.url,
          headers: sentHeaders(args),
          ...(body === undefined ? {} : { body: new TextEncoder().encode(body) }),
          timeoutMs: Math.min(args.timeoutMs ?? DEFAULT_TIMEOUT_MS, context.limits.toolTimeoutMs),
          maxBytes: context.limits.outputBytes,
          mayFollow: (target) => mayFollow(args.url, target, context),
        },
        context.signal,
      );
      return { status: 'success', output: describe(response, method) };
    } catch (error) {
      if (context.signal.aborted) return stopped();
      throw error;
    }
  },
});

const isReading = (method: string) => method === 'GET' || method === 'HEAD';

/** The URL as it is sent: in one spelling, without the fragment, which stays with whoever asks. */
function sentUrl(text: string): URL {
  const url = new URL(text);
  url.hash = '';
  return url;
}

function sentHeaders({ headers, body }: Args): Record<string, string> {
  const named = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  return body === undefined || named ? headers : { ...headers, 'content-type': 'text/plain; charset=utf-8' };
}

function shownBody(body: string): string {
  const rest = body.length - MAX_SHOWN_CHARS;
  return rest <= 0 ? body : appendLine(body.slice(0, MAX_SHOWN_CHARS), `[and ${rest} more characters]`);
}

/** Where a person or the policy said that a request may go: the service that was shown, and what may be read without asking. */
function mayFollow(
  shown: string,
  target: { url: string; host: string; method: string },
  { mayReach }: Pick<ToolContext, 'mayReach'>,
): boolean {
  const [from, to] = [new URL(shown), new URL(target.url)];
  const sameService = target.host === hostOf(from) && (to.port === from.port || (from.port === '' && to.port === ''));
  return sameService || (isReading(target.method) && mayReach(target.host, target.method));
}

/** What the model reads. */
function describe(
  { status, statusText, headers, body, truncated, url, redirects }: HttpResponse,
  method: string,
): string {
  const lines = [`HTTP ${status} ${statusText}`.trimEnd()];
  if (redirects.length > 0) lines.push(`redirected to: ${url}`);
  for (const name of SHOWN_HEADERS) {
    const value = headers[name];
    if (value !== undefined) lines.push(`${name}: ${value.slice(0, MAX_HEADER_CHARS)}`);
  }
  const head = lines.join('\n');
  if (method === 'HEAD') return head;
  if (body.length === 0) return `${head}\n\n[no body]`;
  const text = responseText(body, headers['content-type'] ?? '', truncated);
  if (text === undefined) return `${head}\n\n[binary, ${truncated ? 'more than ' : ''}${body.length} bytes]`;
  return truncated
    ? appendLine(`${head}\n\n${text}`, `[cut: the first ${body.length} bytes of the body; the rest was not read]`)
    : `${head}\n\n${text}`;
}
