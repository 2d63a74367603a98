import { recordPiece, storePiece } from '../../domain/attachment/put-attachment.ts';
import { getAttachment } from '../../domain/attachment/read-attachment.ts';
import { done, type Operations } from '../operations.ts';

export const attachments = ({ rpc, deps, blobs }: Operations) => {
  const context = { ...deps, blobs, read: deps.uow.read };
  return {
    put: rpc.mutation('attachments.put', {
      before: (caller, params) => storePiece(context, caller, params),
      effect: (tx, caller, { params, seen }) => done(recordPiece(tx, context, caller, { params, piece: seen })),
    }),
    get: rpc.query('attachments.get', ({ scope }, params) => getAttachment(context, scope, params)),
  };
};
