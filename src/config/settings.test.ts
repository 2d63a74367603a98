import { homedir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { CONFIG_ROWS, readConfig } from './config.ts';
import { describeSettings } from './settings.ts';

const SECRET = 'zQ7zQ7zQ7zQ7zQ7zQ7';
const valueOf = (environment: Record<string, string>, name: string): string | undefined =>
  describeSettings(environment).find((setting) => setting.name === name)?.value;

describe('no secret is told, not even a piece of it', () => {
  const every = {
    ...Object.fromEntries(CONFIG_ROWS.flatMap(({ key, type }) => (type === 'secret' ? [[key, SECRET]] : []))),
    DATABASE_URL: `postgres://foal:${SECRET}@db-1:5432,db-2:5433/x?sslmode=require&password=${SECRET}`,
    ANTHROPIC_BASE_URL: `https://foal:${SECRET}@claude.example/v1?key=${SECRET}#${SECRET}`,
    OPENAI_BASE_URL: `https://${SECRET}@models.example/v1`,
    OPENFOAL_ALLOWED_ORIGINS: `https://foal:${SECRET}@foal.example`,
  };

  test('with every one of them set', () => {
    expect(() => readConfig(every)).not.toThrow();
    const settings = describeSettings(every);
    expect(JSON.stringify(settings)).not.toMatch(/zQ|Q7|7z/);
    expect(settings.filter(({ secret }) => secret).map(({ name, value, source }) => [name, value, source])).toEqual([
      ['OPENFOAL_TOKEN', 'set', 'environment'],
      ['ANTHROPIC_API_KEY', 'set', 'environment'],
      ['OPENAI_API_KEY', 'set', 'environment'],
    ]);
    expect(valueOf(every, 'DATABASE_URL')).toBe('postgres://db-1:5432,db-2:5433/x');
    expect(valueOf(every, 'ANTHROPIC_BASE_URL')).toBe('https://claude.example/v1');
  });

  test.each(['postgres://foal:12/zQ@db/x', 'postgres://foal:12?zQ@db/x', 'postgres://foal:12#zQ@db/x'])(
    'nor where a password was not encoded: %s',
    (DATABASE_URL) => {
      expect(valueOf({ DATABASE_URL }, 'DATABASE_URL')).toBe('set');
    },
  );
});

test('every variable once, in the order of the table, with what is in force and where it comes from', () => {
  const settings = describeSettings({ PORT: '8080', LOG_LEVEL: '', OPENFOAL_HOME: '/srv/../srv/foal/', PATH: '/bin' });
  expect(settings.map(({ name }) => name)).toEqual(CONFIG_ROWS.map(({ key }) => key));
  const told = Object.fromEntries(settings.map(({ name, value, source }) => [name, [value, source]]));
  expect(told).toMatchObject({
    HOST: ['127.0.0.1', 'default'],
    PORT: ['8080', 'environment'],
    OPENFOAL_HOME: ['/srv/foal', 'environment'],
    OPENFOAL_TOKEN: ['not set', 'default'],
    OPENFOAL_WORKSPACE_ROOTS: [homedir(), 'default'],
    DATABASE_URL: ['', 'default'],
    OPENAI_BASE_URL: ['https://api.openai.com/v1', 'default'],
    LOG_LEVEL: ['info', 'default'],
  });
});
