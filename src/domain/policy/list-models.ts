import type { MethodResult } from '../../protocol/methods.ts';
import type { Stores } from '../ports.ts';
import type { Scope } from '../records.ts';
import type { Models } from '../run/model-port.ts';
import { allowsModel, firstModel } from './choose-model.ts';
import { currentPolicy } from './policy-service.ts';

/** models.list: what there is, and which of it the policy lets be used. */
export async function listModels(
  { models, read }: { models: Models; read: Pick<Stores, 'policies'> },
  scope: Scope,
): Promise<MethodResult<'models.list'>> {
  const reports = await models.list();
  const { modelPolicy } = (await currentPolicy(read, scope)).document;
  return {
    defaultModel: models.defaultModel,
    sessionModel: firstModel(modelPolicy, models),
    providers: reports.map((report) => ({
      ...report,
      models: report.models.map(({ model, facts: { price, ...facts } }) => ({
        model,
        ...facts,
        ...(price === undefined ? {} : { price }),
        allowed: allowsModel(modelPolicy, model),
      })),
    })),
  };
}
