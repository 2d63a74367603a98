import { ERROR_CODES, ERRORS } from '../../protocol/errors.ts';
import { COMMON_ERRORS, METHOD_NAMES, METHODS } from '../../protocol/methods.ts';

/** docs/errors.md: every code, what it means in both languages, and who can answer it. */
export function renderErrorDocs(): string {
  return [
    '# Errors',
    '',
    '<!-- Written by `npm run docs` from src/protocol/errors.ts and methods.ts: edit those. -->',
    '',
    'A client branches on `error.data.protocol.code`. `message` says what was refused and what to do, for people; `traceId` finds the same',
    'moment in the log and in the audit trail. A retryable refusal did nothing and released its idempotency key: send the same call with the',
    'same key again, after `retryAfterMs` when there is one. A refusal that is not retryable is the final answer for its key.',
    '',
    '| code | retryable | meaning | 含义 | answered by |',
    '|---|---|---|---|---|',
    ...ERROR_CODES.map((code) => {
      const { en, zh, retryable } = ERRORS[code];
      return `| \`${code}\` | ${retryable ? 'yes' : 'no'} | ${en} | ${zh} | ${answeredBy(code)} |`;
    }),
    '',
  ].join('\n');
}

function answeredBy(code: (typeof ERROR_CODES)[number]): string {
  if ((COMMON_ERRORS as readonly string[]).includes(code)) return 'every method';
  if (code === 'IDEMPOTENCY_CONFLICT') return 'every mutation';
  const methods = METHOD_NAMES.filter((name) => (METHODS[name].errors as readonly string[]).includes(code));
  return methods.map((name) => `\`${name}\``).join(', ');
}
