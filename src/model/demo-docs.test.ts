import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { renderDemoDocs } from './demo-docs.ts';

test('docs/demo-model.md says what the table says', () => {
  expect(readFileSync(new URL('../../docs/demo-model.md', import.meta.url), 'utf8')).toBe(renderDemoDocs());
});
