import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CONFIG_ROWS, ConfigError, readConfig } from './config.ts';

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}
const namesOf = (problems: readonly string[]) => problems.map((problem) => problem.split(/[:.]/, 1)[0]);
const TOKEN = 'a-long-enough-token';

describe('a configuration is refused', () => {
  test('with every problem at once', () => {
    const problems = problemsOf({
      HOST: '0.0.0.0',
      PORT: '70000',
      OPENFOAL_ALLOWED_ORIGINS: 'https://fine.example,ftp://not.example',
      OPENFOAL_WORKSPACE_ROOTS: 'relative',
      DATABASE_URL: 'mysql://db',
      OPENFOAL_MODEL: 'no-provider',
      ANTHROPIC_BASE_URL: 'claude',
      OPENAI_BASE_URL: 'models',
      OPENFOAL_DISCOVER_MODELS: 'maybe',
      LOG_LEVEL: 'loud',
      OPENFOAL_TOKE: 'x',
      OPENFOAL_HOMES: 'y',
    });
    expect(namesOf(problems)).toEqual([
      'OPENFOAL_TOKE',
      'OPENFOAL_HOMES',
      'PORT',
      'OPENFOAL_ALLOWED_ORIGINS',
      'OPENFOAL_WORKSPACE_ROOTS',
      'DATABASE_URL',
      'OPENFOAL_MODEL',
      'ANTHROPIC_BASE_URL',
      'OPENAI_BASE_URL',
      'OPENFOAL_DISCOVER_MODELS',
      'LOG_LEVEL',
      'HOST',
    ]);
    expect(() => readConfig({ PORT: 'x', LOG_LEVEL: 'loud' })).toThrow(/not valid:\n {2}- PORT: .*\n {2}- LOG_LEVEL: /);
  });

  test.each(['0.0.0.0', '::', '192.168.1.5', 'foal.example'])('when %s is bound without a token', (HOST) => {
    expect(problemsOf({ HOST })).toEqual([
      `HOST: ${HOST} is reachable from other machines, so OPENFOAL_TOKEN must be set`,
    ]);
    expect(problemsOf({ HOST, OPENFOAL_TOKEN: TOKEN })).toEqual([]);
  });

  test.each([
    ['OPENFOAL_TOKEN', 'short-secret'],
    ['OPENFOAL_TOKEN', 'a secret with spaces in it'],
    ['OPENFOAL_TOKEN', 's3cret'.repeat(100)],
    ['DATABASE_URL', 'mysql://foal:s3cret@db/x'],
    ['DATABASE_URL', 'postgres://foal:s3cret@db:port/x'],
    ['DATABASE_URL', 'postgres://foal:s3cret%zz@db/x'],
    ['OPENAI_BASE_URL', 'http://foal:s3cret%zz@x.example'],
    ['OPENFOAL_ALLOWED_ORIGINS', 'ftp://foal:s3cret@x.example'],
    ['OPENAI_BASE_URL', 'ftp://foal:s3cret@x.example'],
    ['ANTHROPIC_BASE_URL', 'ftp://foal:s3cret@x.example'],
  ])('without showing what is secret: %s=%s', (key, value) => {
    const problems = problemsOf({ [key]: value });
    expect(namesOf(problems)).toEqual([key]);
    expect(problems.join()).not.toMatch(/secret|s3cret/);
  });

  test.each([
    ['HOST', '127.0.0.1'],
    ['HOST', 'localhost'],
    ['HOST', '::1'],
    ['PORT', '0'],
    ['PORT', '65535'],
    ['DATABASE_URL', 'postgresql://db/x'],
    ['DATABASE_URL', 'postgres://foal:a%2Fb@[::1]:5432/x?sslmode=require'],
    ['DATABASE_URL', 'postgres://foal:x,y@db-1:5432,db-2:5433/x'],
    ['OPENFOAL_MODEL', 'ollama/qwen3:8b'],
    ['HTTP_PROXY', 'of others'],
  ])('but not for %s=%s', (key, value) => {
    expect(problemsOf({ [key]: value })).toEqual([]);
  });
});

test('nothing set: loopback, the home of the person, SQLite, no provider; an empty value is as if not set', () => {
  const nothing = readConfig({});
  expect(nothing).toEqual({
    host: '127.0.0.1',
    port: 3000,
    home: join(homedir(), '.openfoal'),
    token: undefined,
    allowedOrigins: [],
    workspaceRoots: [homedir()],
    databaseUrl: undefined,
    model: undefined,
    anthropic: undefined,
    openai: undefined,
    discoverModels: true,
    browser: undefined,
    logLevel: 'info',
  });
  expect(readConfig(Object.fromEntries(CONFIG_ROWS.map(({ key }) => [key, ''])))).toEqual(nothing);
});

test('everything set is taken, origins without their path', () => {
  expect(
    readConfig({
      HOST: '0.0.0.0',
      PORT: '8080',
      OPENFOAL_HOME: '/srv/foal/',
      OPENFOAL_TOKEN: TOKEN,
      OPENFOAL_ALLOWED_ORIGINS: 'https://foal.example/chat, http://10.0.0.1:8080',
      OPENFOAL_WORKSPACE_ROOTS: '/srv/a:/srv/b/../c',
      DATABASE_URL: 'postgres://db/x',
      ANTHROPIC_API_KEY: 'sk-ant-x',
      ANTHROPIC_BASE_URL: 'http://127.0.0.1:9/proxy',
      OPENAI_API_KEY: 'sk-x',
      OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1',
      OPENFOAL_MODEL: 'openai/qwen3',
      OPENFOAL_DISCOVER_MODELS: 'off',
      OPENFOAL_BROWSER: '/opt/chrome',
      LOG_LEVEL: 'debug',
    }),
  ).toEqual({
    host: '0.0.0.0',
    port: 8080,
    home: '/srv/foal',
    token: TOKEN,
    allowedOrigins: ['https://foal.example', 'http://10.0.0.1:8080'],
    workspaceRoots: ['/srv/a', '/srv/c'],
    databaseUrl: 'postgres://db/x',
    model: 'openai/qwen3',
    anthropic: { baseUrl: 'http://127.0.0.1:9/proxy', apiKey: 'sk-ant-x' },
    openai: { baseUrl: 'http://127.0.0.1:11434/v1', apiKey: 'sk-x' },
    discoverModels: false,
    browser: '/opt/chrome',
    logLevel: 'debug',
  });
});

test('a key alone or an address alone configures a provider; of Anthropic the server alone means its /v1', () => {
  expect(readConfig({ OPENAI_API_KEY: 'sk-x' })).toMatchObject({ openai: { apiKey: 'sk-x' }, anthropic: undefined });
  expect(readConfig({ OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1' }).openai).toEqual({
    baseUrl: 'http://127.0.0.1:11434/v1',
  });
  for (const ANTHROPIC_BASE_URL of ['https://claude.example', 'https://claude.example/', 'https://claude.example/v1'])
    expect(readConfig({ ANTHROPIC_BASE_URL }).anthropic).toEqual({ baseUrl: 'https://claude.example/v1' });
});
