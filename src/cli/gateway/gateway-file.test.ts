import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readGatewayFile, writeGatewayFile } from './gateway-file.ts';

const mine = { url: 'http://127.0.0.1:1', pid: process.pid };
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'openfoal-gateway-file-'));
});
afterEach(() => rmSync(home, { recursive: true }));

const running = (born: string | undefined) => ({ exists: () => true, birthOf: () => born });
const gone = { exists: () => false, birthOf: () => undefined };

test('the gateway that wrote the file is found, and none once its process is gone', () => {
  writeGatewayFile(home, mine);
  expect(readGatewayFile(home)).toEqual(mine);
  expect(readGatewayFile(home, gone)).toBeUndefined();
});

test('a process that got the number of the gateway that crashed is not taken for it: the token stays at home', () => {
  writeGatewayFile(home, mine, running('boot/1'));
  expect(readGatewayFile(home, running('boot/1'))).toEqual(mine);
  expect(readGatewayFile(home, running('boot/2'))).toBeUndefined();
  expect(readGatewayFile(home, running('later boot/1'))).toBeUndefined();
});

test('where nobody tells when a process was born, its number has to do', () => {
  writeGatewayFile(home, mine, running(undefined));
  expect(readGatewayFile(home, running(undefined))).toEqual(mine);
  expect(readGatewayFile(home, running('boot/1'))).toEqual(mine);
});

test.each(['', '{}', '{"url":"http://x","pid":0}', '{"url":"file:///x","pid":1}'])('%s names no gateway', (text) => {
  writeFileSync(join(home, 'gateway.json'), text);
  expect(readGatewayFile(home)).toBeUndefined();
});
