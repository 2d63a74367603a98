/** One provider behind the router of models.ts. `modelId` is the part after `provider/`. */
import type { Clock } from '../domain/ports.ts';
import type { ModelFacts, ModelPart, ModelRequest } from '../domain/run/model-port.ts';

export interface ModelProvider {
  describe(modelId: string): ModelFacts | undefined;
  /** The contract of Models.stream. */
  stream(modelId: string, request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelPart>;
}

export type ProviderPorts = {
  clock: Clock;
  /** In [0, 1). */
  random: () => number;
};
