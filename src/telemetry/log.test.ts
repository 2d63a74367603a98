import { describe, expect, test } from 'vitest';
import type { Config } from '../config/config.ts';
import { createLogger } from './log.ts';

const SECRET = 'Xy7-very-secret-value';

function logged(
  write: (log: ReturnType<typeof createLogger>) => void,
  config: Partial<Config> = {},
): Record<string, unknown>[] {
  const lines: string[] = [];
  const log = createLogger({ logLevel: 'info', ...config }, { write: (line: string) => void lines.push(line) });
  write(log);
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('a credential is not written', () => {
  test.each(['token', 'code', 'cookie', 'set-cookie', 'authorization', 'apiKey', 'password', 'secret'])(
    'in a field named %s, on any of three levels',
    (name) => {
      const lines = logged((log) =>
        log.info({ [name]: SECRET, a: { [name]: SECRET }, b: { c: { [name]: SECRET } } }, 'x'),
      );
      expect(lines).toMatchObject([
        { [name]: '[redacted]', a: { [name]: '[redacted]' }, b: { c: { [name]: '[redacted]' } } },
      ]);
      expect(JSON.stringify(lines)).not.toContain(SECRET);
    },
  );

  test('as a property of an error, or of what a child logger carries', () => {
    const lines = logged((log) => {
      log.error({ err: Object.assign(new Error('refused'), { token: SECRET }) }, 'x');
      log.child({ token: SECRET }).info('x');
    });
    expect(lines).toHaveLength(2);
    expect(JSON.stringify(lines)).not.toContain(SECRET);
  });

  test('when it is a configured one, wherever it stands', () => {
    const awkward = 'quoted"and\\slashed-token';
    const lines = logged(
      (log) => {
        log.error({ err: new Error(`401 for Bearer ${SECRET} at postgres://foal:pass-word@db/x`) }, `with ${awkward}`);
        log.info({ [SECRET]: 1 }, `${SECRET} and sk-ant-s3cret`);
      },
      {
        token: awkward,
        anthropic: { apiKey: 'sk-ant-s3cret' },
        openai: { baseUrl: 'https://models.example', apiKey: SECRET },
        databaseUrl: 'postgres://foal:pass-word@db/x',
      },
    );
    expect(lines).toHaveLength(2);
    for (const secret of [SECRET, 'sk-ant-s3cret', 'pass-word', awkward, 'slashed-token']) {
      expect(JSON.stringify(lines)).not.toContain(secret);
    }
  });
});

test('what an error is called is written: ENOENT, SESSION_BUSY, a number', () => {
  const err = Object.assign(new Error('gone'), { code: 'ENOENT' });
  expect(logged((log) => log.info({ code: 'SESSION_BUSY', err, a: { code: -32600 } }, 'x'))).toMatchObject([
    { code: 'SESSION_BUSY', err: { code: 'ENOENT', stack: err.stack }, a: { code: -32600 } },
  ]);
});

test('a line is JSON with a level by name and a time in UTC, and lines below the level are not written', () => {
  const [line, ...more] = logged((log) => {
    log.debug({}, 'not this');
    log.warn({ trace_id: 't', run_id: 'r' }, 'this');
  });
  expect(more).toEqual([]);
  expect(line).toEqual({ level: 'warn', time: line?.time, trace_id: 't', run_id: 'r', msg: 'this' });
  expect(line?.time).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
});
