import pino from 'pino';
import type { Config } from '../config/config.ts';

export type Logger = pino.Logger;

/** Fields that hold a credential, at any of the first three levels of a line. */
const SECRET_FIELDS = [
  'token',
  'code',
  'key',
  'signInKey',
  'cookie',
  'set-cookie',
  'authorization',
  'apiKey',
  'password',
  'secret',
];
/** A sign-in code is a field named `code`, and so is what an error is called: `ENOENT`, `SESSION_BUSY`. */
const ERROR_CODE = /^[A-Z][A-Z0-9_]{1,63}$/;
const CENSORED = '[redacted]';

/**
 * Structured JSON logs on stdout. Lines about a run carry trace_id, run_id, session and tenant; never prompt text, arguments or
 * output. Whatever looks like a credential is redacted before it is written, and so are the configured ones wherever they turn
 * up: in the message of somebody else's error, say.
 */
export function createLogger(
  config: Pick<Config, 'logLevel'> & Partial<Pick<Config, 'token' | 'anthropic' | 'openai' | 'databaseUrl'>>,
  destination?: pino.DestinationStream,
): Logger {
  const secrets = secretsOf(config);
  return pino(
    {
      level: config.logLevel,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: SECRET_FIELDS.map((name) => `["${name}"]`).flatMap((name) => [name, `*${name}`, `*.*${name}`]),
        censor: (value: unknown, path) => (path.at(-1) === 'code' && isErrorCode(value) ? value : CENSORED),
      },
      serializers: { err: pino.stdSerializers.err },
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: (line) => secrets.reduce((text, secret) => text.replaceAll(secret, CENSORED), line) },
    },
    destination ?? pino.destination({ dest: 1, sync: false }),
  );
}

function isErrorCode(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && ERROR_CODE.test(value));
}

/** The configured credentials as they would stand in a line of JSON. */
function secretsOf({ token, anthropic, openai, databaseUrl }: Parameters<typeof createLogger>[0]): string[] {
  const password = databaseUrl === undefined ? undefined : /:\/\/[^:@/]*:([^@]+)@/.exec(databaseUrl)?.[1];
  return [token, anthropic?.apiKey, openai?.apiKey, password].flatMap((secret) =>
    secret === undefined || secret === '' ? [] : [JSON.stringify(secret).slice(1, -1)],
  );
}
