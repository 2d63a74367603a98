import { CallFailure } from '../client/call-failure.ts';
import { ConfigError } from '../config/config.ts';
import { isProtocolError } from '../protocol/errors.ts';
import { EXIT, NoBrowserError, NoGatewayError, UsageError } from './exit-codes.ts';
import { safeText } from './terminal/safe-text.ts';

/** What a person reads when a command was refused, and its exit code; undefined for a bug. */
export function refusalOf(error: unknown): { message: string; code: number } | undefined {
  if (error instanceof UsageError) return { message: error.message, code: EXIT.usage.code };
  if (error instanceof NoGatewayError) return { message: safeText(error.message), code: EXIT.noGateway.code };
  if (error instanceof NoBrowserError) return { message: safeText(error.message), code: EXIT.noBrowser.code };
  if (error instanceof CallFailure) return ofCall(error);
  if (error instanceof ConfigError || isProtocolError(error) || isListenError(error)) {
    return { message: error.message, code: EXIT.failed.code };
  }
  return undefined;
}

/** The gateway's own words: its codes are documented, and `FORBIDDEN` has a way out that only the command line knows. */
function ofCall({ refusal, message }: CallFailure): { message: string; code: number } {
  if (!refusal) return { message: `The gateway went away: ${safeText(message)}`, code: EXIT.noGateway.code };
  const hint = refusal.hint === undefined ? '' : ` ${refusal.hint}`;
  const wayOut =
    refusal.code === 'FORBIDDEN'
      ? '\nThe token file of the home may not decide. Set OPENFOAL_TOKEN, or give --sign-in the link that `openfoal start` prints (Enter there prints a new one).'
      : '';
  const text = safeText(`${refusal.message}${hint} (${refusal.code}, trace ${refusal.traceId})`);
  const code = refusal.code === 'UNAUTHORIZED' ? EXIT.noGateway.code : EXIT.failed.code;
  return { message: `${text}${wayOut}`, code };
}

function isListenError(error: unknown): error is Error {
  return (
    error instanceof Error && 'code' in error && ['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL'].includes(String(error.code))
  );
}
