import type { MethodResult } from '../../../protocol/methods.ts';

/** What the overview is drawn from. */
export type Summary = MethodResult<'metrics.summary'>;
