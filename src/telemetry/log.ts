import pino from 'pino';
import type { Config } from '../config/config.ts';

export type Logger = pino.Logger;

/**
 * Structured JSON logs on stdout. Lines about a run carry trace_id, run_id, session and tenant; never prompt text, arguments or
 * output. Whatever looks like a credential is redacted before it is written.
 */
export function createLogger(config: Pick<Config, 'logLevel'>, destination?: pino.DestinationStream): Logger {
  const secrets = ['token', 'code', 'cookie', 'authorization', 'apiKey', 'password'];
  return pino(
    {
      level: config.logLevel,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[redacted]' },
      serializers: { err: pino.stdSerializers.err },
      formatters: { level: (label) => ({ level: label }) },
    },
    destination ?? pino.destination({ dest: 1, sync: false }),
  );
}
