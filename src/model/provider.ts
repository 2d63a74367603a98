/** One provider behind the router of models.ts. `modelId` is the part after `provider/`. */
import type { Clock } from '../domain/ports.ts';
import type { ModelFacts, ModelPart, ModelRequest, ModelTrial } from '../domain/run/model-port.ts';

export interface ModelProvider {
  describe(modelId: string): ModelFacts | undefined;
  /** The contract of Models.stream. */
  stream(modelId: string, request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelPart>;
  /**
   * Asks the model for one word, for real.
   * @throws ProtocolError as `stream` does; the signal's reason when it is aborted
   */
  test(modelId: string, signal: AbortSignal): Promise<ModelTrial>;
  /**
   * Ids of the models that the provider says it has, in its order; asked once, not retried.
   * @throws ProtocolError MODEL_UNAVAILABLE when it does not say; the signal's reason when it is aborted
   */
  listModels(signal: AbortSignal): Promise<string[]>;
}

export type ProviderPorts = {
  clock: Clock;
  /** In [0, 1). */
  random: () => number;
};
