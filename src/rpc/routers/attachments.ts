import { recordPiece, storePiece } from '../../domain/attachment/put-attachment.ts';
import { getAttachment } from '../../domain/attachment/read-attachment.ts';
import { done, type Operations } from '../operations.ts';

export const attachments = ({ rpc, deps, blobs }: Operations) => ({
  put: rpc.mutation('attachments.put', {
    before: (caller, params) => storePiece({ ...deps, blobs }, caller, params),
    effect: (tx, caller, { params, seen }) =>
      done(recordPiece(tx, { ...deps, blobs }, caller, { params, piece: seen })),
  }),
  get: rpc.query('attachments.get', ({ scope }, params) => getAttachment({ ...deps, blobs }, scope, params)),
});
