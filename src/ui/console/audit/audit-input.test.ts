import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fromLocalField, type RawFilters, readFilters, toLocalField } from './audit-input.ts';

const raw = (more: Partial<RawFilters>): RawFilters => ({
  actor: null,
  action: null,
  resource: null,
  sessionId: null,
  runId: null,
  traceId: null,
  toolName: null,
  outcome: null,
  from: null,
  to: null,
  ...more,
});

describe('a filter of the address', () => {
  test.each([
    [{ outcome: 'maybe' }, { outcome: 'invalid' }],
    [{ from: 'yesterday' }, { from: 'invalid' }],
    [{ from: '2026-11-23T10:00' }, { from: 'invalid' }],
    [{ to: '2026-13-40T10:00:00Z' }, { to: 'invalid' }],
    [{ actor: 'a'.repeat(201) }, { actor: 'tooLong' }],
    [{ toolName: 'a'.repeat(101) }, { toolName: 'tooLong' }],
  ] as const)('that is not valid is said and not sent: %j', (filters, faults) => {
    expect(readFilters(raw(filters))).toEqual({ input: {}, faults });
  });

  test('that ends before it begins keeps the beginning only', () => {
    const range = { from: '2026-11-23T10:00:00Z', to: '2026-11-23T09:00:00Z' };
    expect(readFilters(raw(range))).toEqual({ input: { from: '2026-11-23T10:00:00.000Z' }, faults: { to: 'order' } });
  });

  test('is sent by the name of its parameter; an empty one is none', () => {
    expect(readFilters(raw({ actor: ' user:owner ', action: ' ', runId: 'r', outcome: 'denied' }))).toEqual({
      input: { actor: 'user:owner', runId: 'r', outcome: 'denied' },
      faults: {},
    });
  });
});

describe('a field of date and time', () => {
  beforeEach(() => void vi.stubEnv('TZ', 'Asia/Shanghai'));
  afterEach(() => void vi.unstubAllEnvs());

  test.each([null, '', 'yesterday'])('is empty for %j', (text) => {
    expect(toLocalField(text)).toBe('');
  });

  test.each(['', 'half'])('means no moment while it says %j', (value) => {
    expect(fromLocalField(value)).toBeNull();
  });

  test('shows a moment in the zone of the viewer, and means the same one', () => {
    expect(toLocalField('2026-11-23T20:30:05.000Z')).toBe('2026-11-24T04:30:05');
    expect(fromLocalField('2026-11-24T04:30:05')).toBe('2026-11-23T20:30:05.000Z');
    expect(fromLocalField('2026-11-24T04:30')).toBe('2026-11-23T20:30:00.000Z');
  });
});
