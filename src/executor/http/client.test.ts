import { createServer as createTlsServer } from 'node:https';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { HttpRequest } from '../http-port.ts';
import { certificateFor } from './certificate.fixture.ts';
import { createHttpClient } from './client.ts';
import { openConnection } from './connection.ts';
import { bodyOf, clientFor, forever, requestTo, type Site, serve, startRawSite, startSite } from './site.fixture.ts';
import { parseTarget } from './target.ts';

const FAILED = { code: 'TOOL_EXEC_FAILED' };
const urlOf = (site: Site, path = '/', host = 'site.example') => `http://${host}:${site.port}${path}`;
const textOf = ({ body }: { body: Uint8Array }) => Buffer.from(body).toString('utf8');

afterEach(() => vi.unstubAllEnvs());

describe('a request that is not well-formed is refused with INVALID_REQUEST and nobody is reached', () => {
  test.each([
    [{ headers: { Host: 'evil.example' } }],
    [{ headers: { connection: 'keep-alive' } }],
    [{ headers: { 'Transfer-Encoding': 'chunked' } }],
    [{ headers: { 'content-length': '5' } }],
    [{ headers: { TE: 'trailers' } }],
    [{ headers: { Upgrade: 'websocket' } }],
    [{ headers: { Expect: '100-continue' } }],
    [{ headers: { 'Proxy-Authorization': 'Basic eA==' } }],
    [{ headers: { 'accept-encoding': 'zstd' } }],
    [{ headers: { 'x-a': 'b\r\nx-c: d' } }],
    [{ headers: { 'x-a': 'b\nx-c: d' } }],
    [{ headers: { 'x-a': 'b\u0000' } }],
    [{ headers: { 'x-a': '嘊嘍' } }],
    [{ headers: { 'x-a\r\nx-b': 'c' } }],
    [{ headers: { 'x a': 'b' } }],
    [{ headers: { '': 'b' } }],
    [{ headers: { 'X-Twice': '1', 'x-twice': '2' } }],
    [{ method: 'CONNECT' }],
    [{ method: 'TRACE' }],
    [{ method: 'GET / HTTP/1.1\r\nx: y' }],
    [{ method: 'get' }],
  ])('%j', async (more) => {
    await using site = await startSite((_request, response) => response.end());
    const call = clientFor([site]).request(requestTo(urlOf(site), more), forever());
    await expect(call).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    expect(site.connections).toBe(0);
  });
});

describe('what a server does wrong is TOOL_EXEC_FAILED', () => {
  const answers: [string, string | Buffer][] = [
    ['no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['nothing', ''],
    ['half a status line', 'HTTP/1.1 2'],
    ['a body shorter than it said', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort'],
    ['a chunk that does not end', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nff\r\nshort'],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
    ['headers without end', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`],
    ['another protocol', 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n'],
    ['an unknown packing', 'HTTP/1.1 200 OK\r\ncontent-encoding: zstd\r\n\r\nabc'],
    ['two packings', 'HTTP/1.1 200 OK\r\ncontent-encoding: gzip, gzip\r\n\r\nabc'],
    ['broken gzip', 'HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\nnot gzip at all'],
    [
      'gzip that ends early',
      Buffer.concat([
        Buffer.from('HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n'),
        gzipSync('a text that is long enough').subarray(0, 20),
      ]),
    ],
  ];
  test.each(answers)('%s', async (_name, answer) => {
    await using site = await startRawSite((socket) => socket.once('data', () => socket.end(answer)));
    await expect(clientFor([site]).request(requestTo(urlOf(site)), forever())).rejects.toMatchObject(FAILED);
  });

  test('nobody listens, or the name means nothing', async () => {
    const site = await startSite(() => undefined);
    await site[Symbol.asyncDispose]();
    await expect(clientFor([site]).request(requestTo(urlOf(site)), forever())).rejects.toMatchObject({
      ...FAILED,
      message: '"site.example" could not be asked: ECONNREFUSED.',
    });
    const none = { resolve: () => Promise.reject(new Error('ENOTFOUND')) };
    for (const options of [none, { resolve: async () => [] }]) {
      const asked = createHttpClient(options).request(requestTo('http://site.example/'), forever());
      await expect(asked).rejects.toMatchObject(FAILED);
    }
  });

  test('a sixth redirect', async () => {
    await using site = await startSite((request, response) => {
      const step = Number(request.url?.slice(1));
      if (step === 5) response.end('there');
      else response.writeHead(302, { location: `/${step + 1}` }).end();
    });
    const client = clientFor([site]);
    const five = await client.request(requestTo(urlOf(site, '/0')), forever());
    expect(textOf(five)).toBe('there');
    expect(five.redirects).toEqual([1, 2, 3, 4, 5].map((step) => urlOf(site, `/${step}`)));
    expect(five.url).toBe(urlOf(site, '/5'));
    await expect(client.request(requestTo(urlOf(site, '/-1')), forever())).rejects.toMatchObject(FAILED);
  });
});

/** Servers that keep a client waiting, each at another stage. */
const STAGES: [string, () => Promise<Site>, string][] = [
  ['TLS is agreed', () => startRawSite(() => undefined), 'https'],
  ['an answer begins', () => startRawSite(() => undefined), 'http'],
  [
    'its headers end',
    () => startRawSite((socket) => socket.once('data', () => void socket.write('HTTP/1.1 200 OK\r\nx: y\r\n'))),
    'http',
  ],
  ['its body ends', () => startSite((_request, response) => void response.write('some')), 'http'],
  [
    'its packed body ends',
    () =>
      startSite((_request, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' });
        response.write(gzipSync('some').subarray(0, 12));
      }),
    'http',
  ],
];

describe.each(STAGES)('before %s', (_stage, start, scheme) => {
  test('the time limit ends it with TOOL_EXEC_FAILED, and the connection with it', async () => {
    await using site = await start();
    const closed = site.closed();
    const call = clientFor([site]).request(
      requestTo(`${scheme}://site.example:${site.port}/`, { timeoutMs: 100 }),
      forever(),
    );
    await expect(call).rejects.toMatchObject({ ...FAILED, message: 'It took longer than 100 ms and was ended.' });
    await closed;
  });

  test('a stop ends it with its reason, and the connection with it', async () => {
    await using site = await start();
    const closed = site.closed();
    const stop = new AbortController();
    const reason = new Error('enough');
    const connected = site.connected();
    const call = clientFor([site]).request(requestTo(`${scheme}://site.example:${site.port}/`), stop.signal);
    await connected;
    stop.abort(reason);
    await expect(call).rejects.toBe(reason);
    await closed;
  });
});

test('a name server that does not answer is not waited for longer than the time limit or a stop', async () => {
  const client = createHttpClient({ resolve: () => new Promise(() => undefined) });
  const request = requestTo('http://site.example/', { timeoutMs: 50 });
  await expect(client.request(request, forever())).rejects.toMatchObject(FAILED);
  const stop = new AbortController();
  const call = client.request(requestTo('http://site.example/'), stop.signal);
  stop.abort(new Error('enough'));
  await expect(call).rejects.toThrow('enough');
  await expect(client.request(request, AbortSignal.abort(new Error('before')))).rejects.toThrow('before');
});

describe('redirects', () => {
  type Seen = {
    method: string | undefined;
    url: string | undefined;
    body: string;
    headers: NodeJS.Dict<string | string[]>;
  };
  async function twoSites(status: number, location: (other: Site) => string) {
    const seen: Seen[] = [];
    const note = async (request: Parameters<typeof bodyOf>[0]) => {
      const { method, url, headers } = request;
      seen.push({ method, url, headers, body: await bodyOf(request) });
    };
    const there = await startSite((request, response) => void note(request).then(() => response.end('there')));
    const here = await startSite((request, response) => {
      void note(request).then(() => {
        if (request.url === '/same') response.end('there');
        else response.writeHead(status, { location: location(there) }).end();
      });
    });
    return { here, there, seen };
  }
  const headers = {
    Authorization: 'Bearer t',
    Cookie: 'a=b',
    'X-Api-Key': 'k',
    'x-custom': 'c',
    Accept: 'text/html',
    'Content-Type': 'text/plain',
  };

  test.each([
    [301, 'GET', 'GET'],
    [301, 'HEAD', 'HEAD'],
    [301, 'POST', 'GET'],
    [301, 'PUT', 'PUT'],
    [302, 'POST', 'GET'],
    [302, 'DELETE', 'DELETE'],
    [303, 'POST', 'GET'],
    [303, 'PUT', 'GET'],
    [303, 'DELETE', 'GET'],
    [303, 'HEAD', 'HEAD'],
    [307, 'POST', 'POST'],
    [307, 'PATCH', 'PATCH'],
    [308, 'POST', 'POST'],
    [308, 'PUT', 'PUT'],
  ])('a %d after %s asks with %s, and with its body only when the method stays', async (status, method, next) => {
    const { here, there, seen } = await twoSites(status, () => '/same');
    await using _here = here;
    await using _there = there;
    const body = ['GET', 'HEAD'].includes(method) ? {} : { body: Buffer.from('text') };
    await clientFor([here]).request(requestTo(urlOf(here), { method, headers, ...body }), forever());
    const stays = method === next && 'body' in body;
    expect(seen[1]).toMatchObject({ method: next, url: '/same', body: stays ? 'text' : '' });
    expect(seen[1]?.headers['content-type']).toBe(method === next ? 'text/plain' : undefined);
    expect(seen[1]?.headers.authorization).toBe('Bearer t');
  });

  test.each(['site.example', 'other.example'])(
    'credentials do not follow to another origin (%s on another port), whatever their header is called',
    async (host) => {
      const { here, there, seen } = await twoSites(307, (other) => urlOf(other, '/', host));
      await using _here = here;
      await using _there = there;
      await clientFor([here, there]).request(requestTo(urlOf(here), { headers }), forever());
      expect(Object.keys(seen[0]?.headers ?? {}).toSorted()).toEqual([
        'accept',
        'accept-encoding',
        'authorization',
        'connection',
        'content-type',
        'cookie',
        'host',
        'user-agent',
        'x-api-key',
        'x-custom',
      ]);
      expect(seen[1]?.headers).toEqual({
        accept: 'text/html',
        'accept-encoding': 'gzip, deflate, br',
        connection: 'close',
        'content-type': 'text/plain',
        host: `${host}:${there.port}`,
        'user-agent': 'OpenFoal',
      });
    },
  );

  test('one that nobody permits is refused with SSRF_BLOCKED, and who decides is told where it leads', async () => {
    const { here, there } = await twoSites(302, (other) => urlOf(other, '/a?b#c', 'Other.Example.'));
    await using _here = here;
    await using _there = there;
    const mayFollow = vi.fn<HttpRequest['mayFollow']>(() => false);
    const call = clientFor([here, there]).request(
      requestTo(urlOf(here), { method: 'POST', body: Buffer.from('x'), mayFollow }),
      forever(),
    );
    await expect(call).rejects.toMatchObject({ code: 'SSRF_BLOCKED' });
    expect(there.connections).toBe(0);
    expect(mayFollow.mock.calls).toEqual([
      [{ url: `http://other.example:${there.port}/a?b`, host: 'other.example', method: 'GET' }],
    ]);
  });

  test('an answer that only looks like one is an answer', async () => {
    await using site = await startSite((request, response) => {
      if (request.url === '/300') response.writeHead(300, { location: '/x' }).end('choose');
      else response.writeHead(302).end('nowhere');
    });
    const client = clientFor([site]);
    expect(await client.request(requestTo(urlOf(site, '/300')), forever())).toMatchObject({
      status: 300,
      redirects: [],
    });
    expect(await client.request(requestTo(urlOf(site)), forever())).toMatchObject({ status: 302, redirects: [] });
  });

  test('a path in another script arrives as UTF-8', async () => {
    await using site = await startSite((request, response) => {
      if (request.url !== '/') response.end(decodeURI(request.url ?? ''));
      else response.writeHead(302, { location: Buffer.from('/路径').toString('latin1') }).end();
    });
    expect(textOf(await clientFor([site]).request(requestTo(urlOf(site)), forever()))).toBe('/路径');
  });
});

describe('a body', () => {
  const pack = { gzip: gzipSync, 'x-gzip': gzipSync, br: brotliCompressSync, deflate: deflateSync } as const;

  test.each([...Object.entries(pack), ['deflate', deflateRawSync] as const, ['identity', (x: Buffer) => x] as const])(
    'packed as %s is unpacked, and one that unpacks to far more is cut while it is read',
    async (coding, packed) => {
      const zeros = Buffer.alloc(50_000_000);
      await using site = await startSite((request, response) => {
        response.writeHead(200, { 'content-encoding': coding });
        response.end(packed(request.url === '/bomb' ? zeros : Buffer.from('文字')));
      });
      const client = clientFor([site]);
      const small = await client.request(requestTo(urlOf(site)), forever());
      expect(textOf(small)).toBe('文字');
      expect(small.truncated).toBe(false);
      const closed = site.closed();
      const big = await client.request(requestTo(urlOf(site, '/bomb'), { maxBytes: 1_000 }), forever());
      expect(Buffer.compare(big.body, zeros.subarray(0, 1_000))).toBe(0);
      expect(big.truncated).toBe(true);
      await closed;
    },
  );

  test('without an end is left when enough of it is there, and so is the answer of a redirect', async () => {
    await using site = await startSite((request, response) => {
      response.writeHead(request.url === '/moved' ? 302 : 200, request.url === '/moved' ? { location: '/' } : {});
      const pour = () => {
        while (!response.destroyed && response.write('x'.repeat(1_000)));
      };
      response.on('drain', pour);
      pour();
    });
    const client = clientFor([site]);
    const closed = site.closed();
    const { body, redirects } = await client.request(requestTo(urlOf(site, '/moved'), { maxBytes: 10 }), forever());
    expect([Buffer.from(body).toString(), redirects]).toEqual(['x'.repeat(10), [urlOf(site)]]);
    await closed;
    expect(site.connections).toBe(2);
    await site.empty();
  });

  test('of exactly the size that is kept is whole; one byte more is cut', async () => {
    await using site = await startSite((_request, response) => response.end('12345'));
    const client = clientFor([site]);
    const get = (maxBytes: number) => client.request(requestTo(urlOf(site), { maxBytes }), forever());
    expect(await get(5)).toMatchObject({ body: Buffer.from('12345'), truncated: false });
    expect(await get(4)).toMatchObject({ body: Buffer.from('1234'), truncated: true });
  });

  test('that is not there is empty, also when a packing is named', async () => {
    await using site = await startSite((request, response) => {
      response.writeHead(request.url === '/204' ? 204 : 200, { 'content-encoding': 'gzip' }).end();
    });
    const client = clientFor([site]);
    for (const call of [
      requestTo(urlOf(site), { method: 'HEAD' }),
      requestTo(urlOf(site, '/204')),
      requestTo(urlOf(site)),
    ]) {
      expect((await client.request(call, forever())).body).toHaveLength(0);
    }
  });

  test('is sent as it is, with its length; a POST without one says that it is empty', async () => {
    const seen: [string, string | undefined][] = [];
    await using site = await startSite((request, response) => {
      void bodyOf(request).then((body) => {
        seen.push([body, request.headers['content-length']]);
        response.end();
      });
    });
    const client = clientFor([site]);
    await client.request(requestTo(urlOf(site), { method: 'PUT', body: Buffer.from('文字') }), forever());
    await client.request(requestTo(urlOf(site), { method: 'POST' }), forever());
    await client.request(requestTo(urlOf(site)), forever());
    expect(seen).toEqual([
      ['文字', '6'],
      ['', '0'],
      ['', undefined],
    ]);
  });
});

describe('the connection', () => {
  test('goes to the next checked address when one does not answer', async () => {
    await using site = await startSite((request, response) => response.end(request.headers.host));
    const client = clientFor([site], {
      resolve: async () => ['127.0.0.2', '127.0.0.1'],
      permit: (address) => address.startsWith('127.0.0.'),
    });
    expect(textOf(await client.request(requestTo(urlOf(site)), forever()))).toBe(`site.example:${site.port}`);
  });

  test('that came out anywhere else is refused before a byte is sent', async () => {
    let bytes = 0;
    await using site = await startRawSite((socket) => socket.on('data', (chunk: Buffer) => (bytes += chunk.length)));
    const closed = site.closed();
    const target = parseTarget(`http://127.0.0.1:${site.port}/`);
    const opened = openConnection(target, ['10.0.0.1'], { signal: forever(), ca: undefined });
    await expect(opened).rejects.toMatchObject({ code: 'SSRF_BLOCKED' });
    await closed;
    expect(bytes).toBe(0);
  });

  test('is not used twice, and no proxy of the environment is asked', async () => {
    await using proxy = await startSite((_request, response) => response.end('proxy'));
    for (const name of ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'ALL_PROXY']) {
      vi.stubEnv(name, `http://127.0.0.1:${proxy.port}`);
    }
    vi.stubEnv('NODE_USE_ENV_PROXY', '1');
    await using site = await startSite((_request, response) => response.end('site'));
    const client = clientFor([site]);
    expect(textOf(await client.request(requestTo(urlOf(site)), forever()))).toBe('site');
    expect(textOf(await client.request(requestTo(urlOf(site)), forever()))).toBe('site');
    expect(site.connections).toBe(2);
    expect(proxy.connections).toBe(0);
  });

  test('reaches an address in IPv6 notation', async () => {
    await using site = await startSite((request, response) => response.end(request.headers.host), '::1');
    const { body } = await clientFor([site]).request(requestTo(`http://[::1]:${site.port}/`), forever());
    expect(Buffer.from(body).toString()).toBe(`[::1]:${site.port}`);
  });

  test('over TLS says the name, and refuses a certificate for another one, or of nobody', async () => {
    const { key, cert } = certificateFor('site.example');
    const names: unknown[] = [];
    await using site = await serve(
      createTlsServer({ key, cert }, (request, response) => {
        names.push('servername' in request.socket ? request.socket.servername : undefined);
        if (request.url === '/down') response.writeHead(302, { location: urlOf(site) }).end();
        else response.end('secret');
      }),
    );
    const get = (host: string, path: string, ca?: string) =>
      clientFor([site], ca === undefined ? {} : { ca }).request(
        requestTo(`https://${host}:${site.port}${path}`),
        forever(),
      );
    expect(textOf(await get('site.example', '/', cert))).toBe('secret');
    expect(names).toEqual(['site.example']);
    await expect(get('other.example', '/', cert)).rejects.toMatchObject({
      ...FAILED,
      message: expect.stringContaining('ERR_TLS_CERT_ALTNAME_INVALID') as unknown,
    });
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    await expect(get('site.example', '/')).rejects.toMatchObject(FAILED);
    // From https to http: what was secret would be sent in the open.
    await expect(get('site.example', '/down', cert)).rejects.toMatchObject({ code: 'SSRF_BLOCKED' });
  });
});
