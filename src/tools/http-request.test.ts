import { afterAll, afterEach, describe, expect, test } from 'vitest';
import type { HttpClient, HttpRequest, HttpResponse } from '../executor/http-port.ts';
import { ProtocolError } from '../protocol/errors.ts';
import { makeToolKit } from './tool-kit.fixture.ts';

let sent: HttpRequest[] = [];
let respond: (request: HttpRequest, signal: AbortSignal) => Promise<HttpResponse>;
/** The client has its own tests, over real sockets; here it is what the tool asks of it. */
const http: HttpClient = {
  check: (url) => {
    if (url.includes('private')) throw new ProtocolError('SSRF_BLOCKED');
  },
  request: (request, signal) => {
    sent.push(request);
    return respond(request, signal);
  },
};
const nothing = () => Promise.reject(new Error('no memory here'));
const kit = makeToolKit({
  memory: { list: nothing, read: nothing, search: nothing, write: nothing, today: () => '', appendOnce: nothing },
  http,
});
afterAll(() => kit.close());
afterEach(() => {
  sent = [];
});

const tool = kit.tool('http.request');
const answer = (body: string | Uint8Array, more: Partial<HttpResponse> = {}): HttpResponse => ({
  status: 200,
  statusText: 'OK',
  headers: { 'content-type': 'text/plain' },
  body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
  truncated: false,
  url: 'https://site.example/',
  redirects: [],
  ...more,
});
async function outputOf(response: HttpResponse, args: Record<string, unknown> = {}): Promise<string> {
  respond = async () => response;
  const { output } = await kit.call(
    'http.request',
    { url: 'https://site.example/', ...args },
    { place: await kit.place() },
  );
  return output;
}

test.each([
  [{ url: 'site.example' }, 'url'],
  [{ url: 'https://site.example/', method: 'CONNECT' }, 'method'],
  [{ url: 'https://site.example/', method: 'get' }, 'method'],
  [{ url: 'https://site.example/', body: 'x' }, 'body'],
  [{ url: 'https://site.example/', headers: { host: 'evil.example' } }, 'headers: "host" is set by the gateway'],
  [{ url: 'https://site.example/', headers: { a: 'b\r\nc: d' } }, 'headers: "a" has a value'],
  [{ url: 'https://site.example/', timeoutMs: 0 }, 'timeoutMs'],
])('the arguments %j are refused with a message that names the field', (args, message) => {
  expect(tool.parse(args)).toMatchObject({ ok: false, message: expect.stringContaining(message) as unknown });
});

test('an address that the guard refuses is refused before anybody is asked, with SSRF_BLOCKED', async () => {
  const parsed = tool.parse({ url: 'http://private.example/' });
  if (!parsed.ok) throw new Error(parsed.message);
  await expect(tool.prepare(parsed.args, await kit.place())).rejects.toMatchObject({ code: 'SSRF_BLOCKED' });
  expect(sent).toEqual([]);
});

test.each([
  ['https://Site.EXAMPLE./a', 'GET', { host: 'site.example', method: 'GET', effect: 'read-only' }],
  ['http://[2606:4700:0::1111]:8080/', 'HEAD', { host: '2606:4700::1111', method: 'HEAD', effect: 'read-only' }],
  ['http://bücher.example/', 'POST', { host: 'xn--bcher-kva.example', method: 'POST', effect: 'unknown' }],
  ['http://0x7f.1/', 'DELETE', { host: '127.0.0.1', method: 'DELETE', effect: 'unknown' }],
  ['file:///etc/passwd', 'GET', { method: 'GET', effect: 'read-only' }],
])('the policy judges %s by its host and method', (url, method, subject) => {
  const parsed = tool.parse({ url, method });
  expect(parsed.ok && tool.subject(parsed.args)).toEqual(subject);
});

test('an approval shows what is sent, to the byte: the URL in one spelling, every header, the body', async () => {
  const args = {
    url: 'HTTPS://Site.example/a b#part',
    method: 'POST',
    headers: { Authorization: 'Bearer t' },
    body: '文',
  };
  const parsed = tool.parse(args);
  if (!parsed.ok) throw new Error(parsed.message);
  const place = await kit.place();
  const { display } = await tool.prepare(parsed.args, place);
  const headers = { Authorization: 'Bearer t', 'content-type': 'text/plain; charset=utf-8' };
  expect(display).toEqual({
    kind: 'request',
    method: 'POST',
    url: 'https://site.example/a%20b',
    headers,
    body: '文',
    cwd: place.folder,
    mode: 'local',
  });
  respond = async () => answer('');
  await kit.call('http.request', args, { place });
  expect(sent).toMatchObject([{ method: 'POST', headers, body: new TextEncoder().encode('文') }]);

  const long = tool.parse({ ...args, body: 'x'.repeat(20_000) });
  if (!long.ok) throw new Error(long.message);
  const shown = (await tool.prepare(long.args, place)).display;
  expect(shown).toMatchObject({ body: expect.stringMatching(/^x{16384}\n\[and 3616 more characters\]$/) as unknown });
});

describe('a redirect', () => {
  const may = async (url: string, method: string, mayReach = (_host: string, _method: string) => false) => {
    let answered: boolean | undefined;
    respond = async ({ mayFollow }) => {
      answered = mayFollow({ url, host: new URL(url).hostname, method });
      return answer('');
    };
    await kit.call('http.request', { url: 'http://site.example/' }, { place: { ...(await kit.place()), mayReach } });
    return answered;
  };

  test.each([
    ['http://other.example/', 'GET'],
    ['http://site.example:8080/', 'GET'],
    ['http://sub.site.example/', 'GET'],
    ['http://site.example.evil.example/', 'HEAD'],
  ])('to %s, which nobody was shown, is not followed', async (url, method) => {
    expect(await may(url, method)).toBe(false);
  });

  test('that writes elsewhere is not followed, even where the policy lets one read', async () => {
    expect(await may('http://other.example/', 'POST', () => true)).toBe(false);
  });

  test('on the host that was shown is followed, and where the policy lets this method go', async () => {
    expect(await may('http://site.example/other', 'POST')).toBe(true);
    expect(await may('https://site.example/', 'GET')).toBe(true);
    const asked: string[][] = [];
    const mayReach = (...call: string[]) => asked.push(call) > 0;
    expect(await may('http://other.example/', 'HEAD', mayReach)).toBe(true);
    expect(asked).toEqual([['other.example', 'HEAD']]);
  });
});

describe('the model reads', () => {
  test('status, headers that matter, text; and where it came from after a redirect', async () => {
    const headers = { 'content-type': 'text/plain', 'x-powered-by': 'y', etag: '"1"', 'set-cookie': 'a=b' };
    const redirects = ['https://site.example/b'];
    expect(
      await outputOf(
        answer('text', { headers, redirects, url: 'https://site.example/b', status: 404, statusText: 'Not Found' }),
      ),
    ).toBe('HTTP 404 Not Found\nredirected to: https://site.example/b\ncontent-type: text/plain\netag: "1"\n\ntext');
    expect(await outputOf(answer('', { headers: {} }))).toBe('HTTP 200 OK\n\n[no body]');
    expect(await outputOf(answer('', { headers: {} }), { method: 'HEAD' })).toBe('HTTP 200 OK');
  });

  test.each([
    ['text/plain; charset=gbk', [0xce, 0xc4, 0xd7, 0xd6], '文字'],
    ['text/html; charset="Shift_JIS"', [0x95, 0xb6], '文'],
    ['text/html', [...Buffer.from('<meta charset=gbk>'), 0xce, 0xc4], '<meta charset=gbk>文'],
    ['text/plain; charset=utf-16le', [0x61, 0, 0x62, 0], 'ab'],
    ['text/plain', [0x63, 0x61, 0x66, 0xe9], 'café'],
    ['application/json', [...Buffer.from('{"a":"文"}')], '{"a":"文"}'],
    ['', [...Buffer.from('文')], '文'],
  ])('text of the content type %j in its charset', async (type, bytes, text) => {
    const response = answer(Uint8Array.from(bytes), { headers: { 'content-type': type } });
    expect((await outputOf(response)).split('\n\n')[1]).toBe(text);
  });

  test.each([
    ['image/png', [0x89, 0x50, 0x4e, 0x47, 0]],
    ['text/plain', [0x61, 0, 0x62]],
    ['application/octet-stream', [0xff, 0xfe, 0xfd]],
    ['application/x; charset=no-such', [0x61]],
  ])('how long it is when %s is not text', async (type, bytes) => {
    const response = answer(Uint8Array.from(bytes), { headers: { 'content-type': type } });
    expect(await outputOf(response)).toContain(`[binary, ${bytes.length} bytes]`);
  });

  test('that a long body was cut, without half a character at its end', async () => {
    const body = new TextEncoder().encode('文字').subarray(0, 5);
    expect((await outputOf(answer(body, { truncated: true }))).split('\n\n')[1]).toBe(
      '文\n[cut: the first 5 bytes of the body; the rest was not read]',
    );
  });
});

test("the policy's limits of time and output hold, whatever was asked for", async () => {
  respond = async () => answer('');
  const place = await kit.place('true', { toolTimeoutMs: 200, outputBytes: 2_048 });
  await kit.call('http.request', { url: 'https://site.example/', timeoutMs: 60_000 }, { place });
  expect(sent).toMatchObject([{ timeoutMs: 200, maxBytes: 2_048 }]);
});

test('a failure of the network is a failed outcome with its code, a stop is ABORTED', async () => {
  const place = await kit.place();
  respond = () => Promise.reject(new ProtocolError('TOOL_EXEC_FAILED', 'It took longer.'));
  expect(await kit.call('http.request', { url: 'https://site.example/' }, { place })).toMatchObject({
    status: 'failed',
    error: { code: 'TOOL_EXEC_FAILED', message: 'It took longer.' },
  });
  const stop = new AbortController();
  respond = async (_request, signal) => {
    stop.abort(new Error('stopped by somebody'));
    signal.throwIfAborted();
    return answer('');
  };
  const outcome = await kit.call('http.request', { url: 'https://site.example/' }, { place, signal: stop.signal });
  expect(outcome).toMatchObject({ status: 'failed', error: { code: 'ABORTED' } });
});
