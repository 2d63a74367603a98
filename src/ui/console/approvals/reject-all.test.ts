import { expect, test, vi } from 'vitest';
import type { ErrorCode } from '../../../protocol/errors.ts';
import type { ResolveApproval } from '../../chat/approval-card.tsx';
import { rejectAll } from './reject-all.ts';

const refusal = (code: ErrorCode) => ({ code, message: 'm', retryable: false, traceId: 't' });
const all = (resolve: ResolveApproval, ids: string[], onProgress = vi.fn<(done: number) => void>()) =>
  rejectAll(resolve, { ids, comment: 'no', onProgress });

test('one that is refused keeps none of the others from being rejected, and each is counted as what it was', async () => {
  const answers = {
    a: refusal('APPROVAL_ALREADY_RESOLVED'),
    b: undefined,
    c: refusal('APPROVAL_EXPIRED'),
    d: refusal('STORAGE_UNAVAILABLE'),
    e: refusal('STORAGE_UNAVAILABLE'),
    f: undefined,
  };
  const resolve = vi.fn<ResolveApproval>(async (id) => answers[id as keyof typeof answers]);
  const progress = vi.fn<(done: number) => void>();
  expect(await all(resolve, Object.keys(answers), progress)).toEqual({
    rejected: ['b', 'f'],
    already: ['a', 'c'],
    failed: { STORAGE_UNAVAILABLE: 2 },
  });
  expect(resolve.mock.calls.map(([id]) => id)).toEqual(Object.keys(answers));
  expect(resolve.mock.calls[1]).toEqual(['b', { decision: 'reject', comment: 'no' }]);
  expect(progress.mock.calls.flat()).toEqual([1, 2, 3, 4, 5, 6]);
});

test('without an answer of the gateway the rest is not tried, and is counted', async () => {
  const resolve = vi.fn<ResolveApproval>().mockResolvedValueOnce(undefined).mockResolvedValue('unreachable');
  expect(await all(resolve, ['a', 'b', 'c'])).toEqual({ rejected: ['a'], already: [], failed: { unreachable: 2 } });
  expect(resolve).toHaveBeenCalledTimes(2);
});
