import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/**
 * SHA-256, in hex, over the RFC 8785 canonical JSON of a value. RFC 8785 knows no half surrogate pairs and no infinite numbers,
 * but a model may write them: such a value is hashed with every string and number spelled out, in a domain of its own, so that it
 * has a digest like any other and shares it with none.
 */
export function digestOf(value: unknown): string {
  const text = isCanonical(value)
    ? (canonicalize(value) ?? 'null')
    : `spelled out:${canonicalize(spellOut(value)) ?? 'null'}`;
  return createHash('sha256').update(text).digest('hex');
}

function isCanonical(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isCanonical);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, item]) => key.isWellFormed() && isCanonical(item));
}

function spellOut(value: unknown): unknown {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return `number ${value}`;
  if (Array.isArray(value)) return value.map(spellOut);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [JSON.stringify(key), spellOut(item)]));
}
