import { listModels } from '../../domain/policy/list-models.ts';
import { settleTrial, tryModel } from '../../domain/run/test-model.ts';
import { done, type Operations } from '../operations.ts';

export const models = ({ rpc, deps }: Operations) => ({
  list: rpc.query('models.list', ({ scope }) => listModels({ models: deps.models, read: deps.uow.read }, scope)),
  test: rpc.mutation('models.test', {
    before: (caller, params) => tryModel(deps, caller, params),
    effect: (tx, caller, { seen }) => done(settleTrial(tx, deps, caller, seen)),
  }),
});
