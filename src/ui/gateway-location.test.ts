import { afterEach, expect, test } from 'vitest';
import { gatewaySidePort, gatewayUrls } from './gateway-location.ts';

const shared = globalThis as Record<symbol, unknown>;
const NOTE = Symbol.for('openfoal.gateway');
afterEach(() => {
  delete shared[NOTE];
});

test('without a note the gateway is where the page is', () => {
  expect(gatewaySidePort()).toBeUndefined();
  expect(gatewayUrls('openfoal.test', true)).toEqual({
    wsUrl: 'wss://openfoal.test/ws',
    httpUrl: 'https://openfoal.test',
  });
});

test('a note names the side port, on the host that the browser used', () => {
  shared[NOTE] = { port: 4711 };
  expect(gatewayUrls('127.0.0.1:3000', false)).toEqual({
    wsUrl: 'ws://127.0.0.1:4711/ws',
    httpUrl: 'http://127.0.0.1:4711',
  });
  expect(gatewayUrls('[::1]:3000', false).wsUrl).toBe('ws://[::1]:4711/ws');
});
