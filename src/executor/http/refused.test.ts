/**
 * What no tool can reach, in all the ways there are to write it. Each input is tried in earnest: PORT is a server on loopback that
 * answers everybody, so that an input which slipped through would be served.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHttpClient } from './client.ts';
import { canonicalAddress } from './public-address.ts';
import { isForeignPublicAddress, resolveTarget } from './resolve-target.ts';
import { clientFor, forever, requestTo, type Site, startSite } from './site.fixture.ts';
import { parseTarget } from './target.ts';

/** Ways to write this machine. */
const LOOPBACK = [
  'http://127.0.0.1:PORT/',
  'http://127.0.0.1.:PORT/',
  'http://127.1:PORT/',
  'http://127.0.1:PORT/',
  'http://127.255.255.254:PORT/',
  'http://2130706433:PORT/',
  'http://0x7f000001:PORT/',
  'http://0x7f.1:PORT/',
  'http://0x7f.0x0.0x0.0x1:PORT/',
  'http://017700000001:PORT/',
  'http://0177.0.0.1:PORT/',
  'http://0177.0x0.0.1:PORT/',
  'http://00000177.00000.000000.00001:PORT/',
  'http://%31%32%37.0.0.1:PORT/',
  'http://127%2e0%2e0%2e1:PORT/',
  'http://１２７.０.０.１:PORT/',
  'http://127。0。0。1:PORT/',
  'http://127．0．0．1:PORT/',
  'http://127｡0｡0｡1:PORT/',
  'http://①②⑦.⓪.⓪.①:PORT/',
  'http://𝟏𝟐𝟕.𝟎.𝟎.𝟏:PORT/',
  'HTTP://127.0.0.1:PORT/',
  ' http://127.0.0.1:PORT/',
  'http:127.0.0.1:PORT/',
  'http:/127.0.0.1:PORT/',
  'http:///127.0.0.1:PORT/',
  'http://0.0.0.0:PORT/',
  'http://0:PORT/',
  'http://0x0:PORT/',
  'http://0.0.0.1:PORT/',
  'http://[::1]:PORT/',
  'http://[::]:PORT/',
  'http://[0:0:0:0:0:0:0:1]:PORT/',
  'http://[0000:0000:0000:0000:0000:0000:0000:0001]:PORT/',
  'http://[::ffff:127.0.0.1]:PORT/',
  'http://[::ffff:7f00:1]:PORT/',
  'http://[0:0:0:0:0:ffff:127.0.0.1]:PORT/',
  'http://[::127.0.0.1]:PORT/',
  'http://[::ffff:0:127.0.0.1]:PORT/',
];

/** Ways to write networks that are not the internet. */
const OTHER_ADDRESSES = [
  'http://10.0.0.1/',
  'http://10.255.255.255/',
  'http://012.0.0.1/',
  'http://167772161/',
  'http://172.16.0.1/',
  'http://172.31.255.254/',
  'http://0xac.0x10.0.1/',
  'http://192.168.0.1/',
  'http://192.168.257/',
  'http://3232235521/',
  'http://169.254.0.1/',
  'http://169.254.169.254/latest/meta-data/',
  'http://2852039166/latest/meta-data/',
  'http://0xa9fea9fe/',
  'http://0251.0376.0251.0376/',
  'http://169.254.43518/',
  'http://169.254.170.2/v2/credentials',
  'http://100.64.0.1/',
  'http://100.127.255.254/',
  'http://100.100.100.200/latest/meta-data/',
  'http://168.63.129.16/metadata',
  'http://192.0.0.192/opc/v2/',
  'http://192.0.0.1/',
  'http://192.0.0.170/',
  'http://192.0.2.1/',
  'http://192.88.99.1/',
  'http://198.18.0.1/',
  'http://198.19.255.254/',
  'http://198.51.100.1/',
  'http://203.0.113.1/',
  'http://192.31.196.1/',
  'http://192.52.193.1/',
  'http://192.175.48.1/',
  'http://224.0.0.1/',
  'http://239.255.255.250:1900/',
  'http://240.0.0.1/',
  'http://255.255.255.255/',
  'http://[fe80::1]/',
  'http://[febf::1]/',
  'http://[fec0::1]/',
  'http://[fc00::1]/',
  'http://[fd00:ec2::254]/latest/meta-data/',
  'http://[fd20:ce::254]/',
  'http://[ff02::1]/',
  'http://[100::1]/',
  'http://[::ffff:10.0.0.1]/',
  'http://[::ffff:a9fe:a9fe]/',
  'http://[::ffff:8.8.8.8]/',
  'http://[::10.0.0.1]/',
  'http://[64:ff9b::10.0.0.1]/',
  'http://[64:ff9b::8.8.8.8]/',
  'http://[64:ff9b:1::a9fe:a9fe]/',
  'http://[2002:7f00:1::]/',
  'http://[2002:a9fe:a9fe::1]/',
  'http://[2001:0:7f00:1::1]/',
  'http://[2001:2::1]/',
  'http://[2001:10::1]/',
  'http://[2001:20::1]/',
  'http://[2001:db8::1]/',
  'http://[3fff::1]/',
  'http://[3ffe::1]/',
  'http://[5f00::1]/',
  'http://[4000::1]/',
  'http://[2606:4700::5efe:10.0.0.1]/',
  'http://[2606:4700::200:5efe:7f00:1]/',
];

/** Names of places near the gateway, and hosts that are none. */
const NAMES = [
  'http://localhost:PORT/',
  'http://LOCALHOST:PORT/',
  'http://localhost.:PORT/',
  'http://loc%61lhost:PORT/',
  'http://ｌｏｃａｌｈｏｓｔ:PORT/',
  'http://ⓛocalhost:PORT/',
  'http://lo\u00adcalhost:PORT/',
  'http://app.localhost:PORT/',
  'http://localhost.localdomain:PORT/',
  'http://printer.local:PORT/',
  'http://metadata.google.internal:PORT/computeMetadata/v1/',
  'http://METADATA.GOOGLE.INTERNAL.:PORT/',
  'http://instance-data.ec2.internal:PORT/',
  'http://host.docker.internal:PORT/',
  'http://metadata:PORT/',
  'http://kubernetes.default.svc:PORT/',
  'http://wiki.corp:PORT/',
  'http://nas.lan:PORT/',
  'http://router.home.arpa:PORT/',
  'http://intranet:PORT/',
  'http://site..example:PORT/',
  'http://site.example..:PORT/',
  'http://.:PORT/',
  'http://a,b.example:PORT/',
  `http://${'a'.repeat(64)}.example:PORT/`,
  `http://${'a.'.repeat(130)}example:PORT/`,
];

/** URLs that no request is made of, wherever they lead. */
const URLS = [
  '',
  'site.example',
  '//site.example:PORT/',
  '/etc/passwd',
  'file:///etc/passwd',
  'ftp://site.example:PORT/',
  'gopher://site.example:PORT/_SET%20a%20b',
  'dict://site.example:PORT/',
  'ws://site.example:PORT/',
  'data:text/plain,hello',
  'javascript:alert(1)',
  'blob:http://site.example:PORT/1',
  'unix:/var/run/docker.sock',
  'http+unix://%2Fvar%2Frun%2Fdocker.sock/info',
  'jar:http://site.example:PORT/!/',
  'http://user@site.example:PORT/',
  'http://user:password@site.example:PORT/',
  'http://:password@site.example:PORT/',
  'http://site.example@127.0.0.1:PORT/',
  'http://site.example%40127.0.0.1:PORT/',
  'http://127.0.0.1:PORT@site.example/',
  'http://127.0.0.1:PORT#@site.example/',
  'http://127.0.0.1:PORT\\@site.example/',
  'http:\\\\site.example:PORT\\',
  'http://site.example:PORT\\.evil.example/',
  'http://site.example:PORT/\r\nHost: evil.example',
  'ht\ntp://site.example:PORT/',
  'http://site.exam\tple:PORT/',
  'http://site.example\u0000.evil.example:PORT/',
  'http://[::1%25eth0]:PORT/',
  'http://[fe80::1%25lo]:PORT/',
  'http://[::1]x:PORT/',
  'http://[::1:PORT/',
  'http://256.256.256.256:PORT/',
  'http://1.2.3.4.5:PORT/',
  'http://0x.0x.0x.0x1.1:PORT/',
  'http://site.example:0/',
  'http://site.example:22/',
  'http://site.example:25/',
  'http://site.example:00025/',
  'https://site.example:6379/',
  'http://site.example:11211/',
  'http://site.example:2375/',
  'http://site.example:65536/',
];

/** What a name may answer with: one address that is not public refuses it, wherever it stands among others. */
const ANSWERS: string[][] = [
  ['127.0.0.1'],
  ['::1'],
  ['93.184.215.14', '127.0.0.1'],
  ['127.0.0.1', '93.184.215.14'],
  ['2606:4700::1111', '::1'],
  ['93.184.215.14', '93.184.215.15', '93.184.215.16', '10.0.0.1'],
  ['93.184.215.14', '::ffff:127.0.0.1'],
  ['93.184.215.14', '169.254.169.254'],
  ['fd00:ec2::254', '93.184.215.14'],
  ['fe80::1%eth0'],
  ['2606:4700::1111%eth0'],
  ['64:ff9b::7f00:1'],
  ['0.0.0.0'],
  ['2130706433'],
  ['1572395790'],
  ['0177.0.0.1'],
  ['not an address'],
];

/** Where a server may try to send a client on. */
const LOCATIONS = [
  'http://127.0.0.1:PORT/',
  'http://localhost:PORT/',
  'http://2130706433:PORT/',
  'http://0x7f.1:PORT/',
  'http://[::1]:PORT/',
  'http://[::ffff:7f00:1]:PORT/',
  'http://169.254.169.254/latest/meta-data/',
  '//127.0.0.1:PORT/',
  '///127.0.0.1:PORT/',
  '/\\127.0.0.1:PORT/',
  '\\\\127.0.0.1:PORT\\',
  'http:\\\\127.0.0.1:PORT/',
  'http://user:password@open.example:PORT/',
  'http://open.example@127.0.0.1:PORT/',
  'file:///etc/passwd',
  'ftp://open.example/',
  'data:text/html,hello',
  'javascript:alert(1)',
  'http://open.example:22/',
  'http://open.example:6379/',
  'http://private.example:PORT/',
  'http://mixed.example:PORT/',
  'http://metadata.google.internal/',
  'http://%31%32%37.0.0.1:PORT/',
  'http://１２７.0.0.1:PORT/',
  'https://[fd00:ec2::254]/',
];

let witness: Site;
beforeAll(async () => {
  witness = await startSite((_request, response) => response.end('reached'));
});
afterAll(() => witness[Symbol.asyncDispose]());
const at = (url: string) => url.replaceAll('PORT', String(witness.port));
const BLOCKED = { code: 'SSRF_BLOCKED' };

test('more than 100 inputs are tried', () => {
  const inputs = [...LOOPBACK, ...OTHER_ADDRESSES, ...NAMES, ...URLS, ...ANSWERS.map(String), ...LOCATIONS];
  expect(new Set(inputs).size).toBeGreaterThanOrEqual(100);
});

describe('refused with SSRF_BLOCKED, before and when it is sent, with nobody reached and no name looked up', () => {
  test.each([...LOOPBACK, ...OTHER_ADDRESSES, ...NAMES, ...URLS])('%j', async (url) => {
    const asked: string[] = [];
    const before = witness.connections;
    const client = createHttpClient({
      resolve: async (host) => {
        asked.push(host);
        return ['127.0.0.1'];
      },
    });
    expect(() => client.check(at(url))).toThrow(expect.objectContaining(BLOCKED));
    await expect(client.request(requestTo(at(url)), forever())).rejects.toMatchObject(BLOCKED);
    expect(asked).toEqual([]);
    expect(witness.connections).toBe(before);
  });
});

describe('a name with one address that is not public is refused with SSRF_BLOCKED and nobody is reached', () => {
  test.each(ANSWERS.map((addresses) => [addresses]))('%j', async (addresses) => {
    const before = witness.connections;
    const client = createHttpClient({ resolve: async () => addresses });
    const url = at('http://site.example:PORT/');
    await expect(client.request(requestTo(url), forever())).rejects.toMatchObject(BLOCKED);
    expect(witness.connections).toBe(before);
  });
});

describe.each([301, 302, 303, 307, 308])(
  'a redirect %d there is refused with SSRF_BLOCKED and not followed',
  (status) => {
    test.each(LOCATIONS)('%j', async (location) => {
      const before = witness.connections;
      await using open = await startSite((_request, response) => {
        // As bytes: a server can send what no URL parser would write.
        response.writeHead(status, { location: Buffer.from(at(location)).toString('latin1') }).end();
      });
      const answers: Record<string, string[]> = { 'mixed.example': ['93.184.215.14', '10.0.0.1'] };
      const client = clientFor([open], { resolve: async (host) => answers[host] ?? ['127.0.0.1'] });
      await expect(client.request(requestTo(`http://open.example:${open.port}/`), forever())).rejects.toMatchObject(
        BLOCKED,
      );
      expect(open.connections).toBe(1);
      expect(witness.connections).toBe(before);
    });
  },
);

test('a redirect at the end of a chain is judged as one at its start', async () => {
  await using open = await startSite((request, response) => {
    const step = Number(request.url?.slice(1));
    const location = step < 4 ? `/${step + 1}` : at('http://127.0.0.1:PORT/');
    response.writeHead(302, { location }).end();
  });
  const client = clientFor([open]);
  await expect(client.request(requestTo(`http://open.example:${open.port}/1`), forever())).rejects.toMatchObject(
    BLOCKED,
  );
  expect(open.connections).toBe(4);
});

test('rebinding: a name is looked up once, and the connection goes to what was checked then', async () => {
  await using open = await startSite((_request, response) => response.end('checked'));
  const answers = [['127.0.0.1'], ['10.0.0.1']];
  let lookups = 0;
  const client = clientFor([open], { resolve: async () => answers[lookups++] ?? [] });
  const url = `http://open.example:${open.port}/`;
  const { body } = await client.request(requestTo(url), forever());
  expect(Buffer.from(body).toString()).toBe('checked');
  expect(lookups).toBe(1);
  // The second time the name means another place, and is refused.
  await expect(client.request(requestTo(url), forever())).rejects.toMatchObject(BLOCKED);
  expect(lookups).toBe(2);
});

test('rebinding between a request and its redirect: the name is checked again', async () => {
  await using open = await startSite((_request, response) => response.writeHead(302, { location: '/next' }).end());
  const answers = [['127.0.0.1'], ['169.254.169.254']];
  const client = clientFor([open], { resolve: async () => answers.shift() ?? [] });
  await expect(client.request(requestTo(`http://open.example:${open.port}/`), forever())).rejects.toMatchObject(
    BLOCKED,
  );
  expect(open.connections).toBe(1);
});

test('a refusal does not say which address a name has', async () => {
  const client = createHttpClient({ resolve: async () => ['10.11.12.13'] });
  await expect(client.request(requestTo('http://site.example/'), forever())).rejects.toThrow(
    /^(?!.*10\.11\.12\.13).*"site\.example"/,
  );
});

test('an address of this machine is refused, also a public one', () => {
  expect(canonicalAddress('::ffff:93.184.215.14')).toBe('93.184.215.14');
  expect(isForeignPublicAddress('93.184.215.14', ['93.184.215.14'])).toBe(false);
  expect(isForeignPublicAddress('2606:4700:0::1111', ['2606:4700::1111'])).toBe(false);
  expect(isForeignPublicAddress('93.184.215.14', ['10.0.0.1'])).toBe(true);
});

describe('controls: what is public passes', () => {
  test.each([
    'http://93.184.215.14/',
    'http://1572395790/',
    'https://93.184.215.14:8443/',
    'http://[2606:4700::1111]/',
    'http://[2A00:1450:4001:82b::200e]:8080/',
    'http://site.example/',
    'HTTPS://SITE.EXAMPLE./path?q=1#part',
    'http://bücher.example/',
    'http://xn--bcher-kva.example/',
    'http://例え.example/',
    'http://localhost.site.example/',
    'http://10.0.0.1.site.example/',
    'http://my_host.site.example:3000/',
    'http://site.example/?next=http://127.0.0.1/',
  ])('%j', async (url) => {
    const asked: string[] = [];
    const resolve = async (host: string) => {
      asked.push(host);
      return ['93.184.215.14', '2606:4700::1111'];
    };
    createHttpClient({ resolve }).check(url);
    // A person may still say no: until then not even a name server hears of it.
    expect(asked).toEqual([]);
    const allows = (address: string) => isForeignPublicAddress(address, []);
    await expect(resolveTarget({ resolve, allows }, parseTarget(url))).resolves.not.toEqual([]);
  });
});
