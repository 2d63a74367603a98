import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NoGatewayError, UsageError } from '../exit-codes.ts';
import { findGateway } from './find-gateway.ts';
import { localUrl } from './gateway-file.ts';
import { codeOfLink } from './sign-in.ts';

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'openfoal-find-'));
  writeFileSync(join(home, 'token'), 'service-token\n');
});
afterAll(() => rmSync(home, { recursive: true }));

const machine = () => ({ home, token: undefined, host: '127.0.0.1', port: 3000 });
const nothing = () => undefined;
const running = () => ({ url: 'http://127.0.0.1:4000', pid: 1 });

describe("the home's token", () => {
  test('never goes to whatever listens on the usual port', () => {
    expect(() => findGateway({}, machine(), nothing)).toThrow(NoGatewayError);
  });

  test('never goes to another machine', () => {
    expect(findGateway({ url: 'https://foal.example' }, machine(), running)).toEqual({
      url: 'https://foal.example',
      token: undefined,
    });
    expect(findGateway({ url: 'http://127.0.0.1.foal.example' }, machine(), running).token).toBeUndefined();
  });

  test('goes to the gateway of its home, and to a loopback address that a person named', () => {
    const token = 'service-token';
    expect(findGateway({}, machine(), running)).toEqual({ url: 'http://127.0.0.1:4000', token });
    expect(findGateway({ url: 'http://localhost:5000/s/x' }, machine(), nothing)).toEqual({
      url: 'http://localhost:5000',
      token,
    });
  });
});

test('a token that was named beats OPENFOAL_TOKEN, which beats the file', () => {
  const operator = { ...machine(), token: 'operator' };
  expect(findGateway({ token: 'mine' }, operator, running).token).toBe('mine');
  expect(findGateway({}, operator, running).token).toBe('operator');
  expect(findGateway({}, { ...operator, port: 81 }, nothing)).toEqual({
    url: 'http://127.0.0.1:81',
    token: 'operator',
  });
});

test.each(['foal.example', 'ftp://x', 'http://', 'javascript:alert(1)'])('%s is no address of a gateway', (url) => {
  expect(() => findGateway({ url }, machine(), running)).toThrow(UsageError);
});

test.each([
  ['127.0.0.1', 'http://127.0.0.1:1'],
  ['localhost', 'http://127.0.0.1:1'],
  ['0.0.0.0', 'http://127.0.0.1:1'],
  ['::', 'http://127.0.0.1:1'],
  ['::1', 'http://[::1]:1'],
  ['10.0.0.7', 'http://10.0.0.7:1'],
])('a gateway that listens on %s is reached at %s', (host, url) => {
  expect(localUrl(host, 1)).toBe(url);
});

test('a sign-in link, or its code alone, has a code; nothing else has', () => {
  const code = 'NCH5O6bdjD7M6n9bdqLIxBq_PfEnZ0ZguVz4CHTbKHY';
  expect(codeOfLink(` http://localhost:3000/signin#code=${code}\n`)).toBe(code);
  expect(codeOfLink(code)).toBe(code);
  for (const text of ['', 'http://localhost:3000/signin', 'short', 'two words of it here and there']) {
    expect(() => codeOfLink(text)).toThrow(UsageError);
  }
});
