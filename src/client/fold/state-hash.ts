import canonicalize from 'canonicalize';
import type { Transcript } from './transcript.ts';

/**
 * A short fingerprint of a transcript, for tests that prove that clients agree: equal events folded, equal hash, whatever was
 * cut, resent or resumed on the way. Over RFC 8785 canonical JSON, without the two session fields that change without an
 * event (`lastSeq`, `updatedAt`, protocol.md §4). Not a cryptographic hash.
 */
export function stateHash(state: Transcript): string {
  const { lastSeq: _lastSeq, updatedAt: _updatedAt, ...session } = state.session ?? { lastSeq: 0, updatedAt: '' };
  return fingerprint(canonicalize({ ...state, session: state.session && session }) ?? '');
}

/** Two 32-bit FNV-1a lanes over UTF-16 units, mixed with different primes: synchronous, and the same in every browser. */
function fingerprint(text: string): string {
  let low = 0x811c9dc5;
  let high = 0x9e3779b9;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit, 0x85ebca6b);
    high ^= high >>> 13;
  }
  return [low, high].map((lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('');
}
