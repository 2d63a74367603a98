import type { Envelope } from './events.ts';

const encoded = new WeakMap<Envelope, string>();

/** The JSON of an envelope, made once however many subscribers it goes to. An envelope never changes. */
export function envelopeJson(envelope: Envelope): string {
  let json = encoded.get(envelope);
  if (json === undefined) {
    json = JSON.stringify(envelope);
    encoded.set(envelope, json);
  }
  return json;
}
