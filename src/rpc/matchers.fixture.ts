import { expect } from 'vitest';

/** Vitest's matchers are typed `any`; in a whole object that is compared they are just some value. */
export const like = (pattern: RegExp): unknown => expect.stringMatching(pattern);
export const some = (kind: NumberConstructor | StringConstructor): unknown => expect.any(kind);
export const including = (part: Record<string, unknown>): unknown => expect.objectContaining(part);
