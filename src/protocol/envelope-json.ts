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

/**
 * Envelopes that go out as the text that they were read as, in the place of an array of them: src/rpc/encoder.ts splices it in,
 * and any other JSON of it is the same.
 */
export class EncodedEnvelopes {
  readonly json: string;

  constructor(envelopes: readonly string[]) {
    this.json = `[${envelopes.join(',')}]`;
  }

  toJSON(): unknown {
    return JSON.parse(this.json);
  }
}
