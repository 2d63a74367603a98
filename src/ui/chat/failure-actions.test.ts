import { expect, test } from 'vitest';
import { ERROR_CODES } from '../../protocol/errors.ts';
import { failureActions } from './failure-actions.ts';

const OTHER_MODEL = ['MODEL_UNAVAILABLE', 'INVALID_REQUEST', 'BUDGET_EXCEEDED'] as const;

test.each(OTHER_MODEL)('after %s another model is what helps, and to go on is possible', (code) => {
  expect(failureActions({ code })).toEqual(['otherModel', 'continue']);
});

test('after the most model calls that a run may make, to go on is what helps', () => {
  expect(failureActions({ code: 'BUDGET_EXCEEDED', details: { steps: 50 } })).toEqual(['continue']);
});

test.each(ERROR_CODES.filter((code) => !OTHER_MODEL.some((each) => each === code)))(
  'after %s to go on is what there is',
  (code) => {
    expect(failureActions({ code })).toEqual(['continue']);
  },
);
