/** Why a run's signal is aborted. Both read as AbortError to whoever only asks whether it was an abort. */

/** A person stopped the run: what its call had done so far is its result. */
export class RunStopped extends Error {
  override name = 'AbortError';
}

/** The gateway goes away: the run stays as it is stored, and whoever starts next decides. */
export class GatewayStops extends Error {
  override name = 'AbortError';
}
