import { fc, test } from '../../support/property.ts';
import { describe, expect } from 'vitest';
import { addUsage, growthOf, subtractUsage, type Usage, usageSchema } from '../../../src/tasks/usage.ts';

const tokens = fc.nat(1e9);
const anyUsage: fc.Arbitrary<Usage> = fc.record(
  { inputTokens: tokens, cachedInputTokens: tokens, outputTokens: tokens, costUsd: tokens },
  { requiredKeys: [] },
);

describe('what one side does not know', () => {
  test('is taken from the other, and stays unknown where neither does', () => {
    expect(addUsage({ inputTokens: 3 }, { inputTokens: 4, costUsd: 0 })).toEqual({
      inputTokens: 7,
      costUsd: 0,
    });
    expect(addUsage({}, {})).toEqual({});
  });

  test('counts as not yet reported before', () => {
    expect(subtractUsage({ inputTokens: 10, outputTokens: 2 }, { inputTokens: 4, costUsd: 1 })).toEqual({
      inputTokens: 6,
      outputTokens: 2,
    });
  });
});

test('a total that fell was started afresh', () => {
  expect(subtractUsage({ inputTokens: 5 }, { inputTokens: 8 })).toEqual({ inputTokens: 5 });
});

test.prop([anyUsage, anyUsage])('what came to a total is what was added to it', (before, more) => {
  const total = addUsage(before, more);
  expect(addUsage(before, subtractUsage(total, before))).toEqual(total);
});

test('the record of a run refuses counts that cannot be', () => {
  expect(usageSchema.safeParse({ inputTokens: -1 }).success).toBe(false);
  expect(usageSchema.safeParse({ outputTokens: 1.5 }).success).toBe(false);
  expect(usageSchema.safeParse({}).success).toBe(true);
});

test('a growing count that is corrected downwards gives nothing back', () => {
  expect(growthOf({ inputTokens: 5 }, {})).toEqual({ inputTokens: 5 });
  expect(growthOf({ inputTokens: 8, outputTokens: 2 }, { inputTokens: 5 })).toEqual({
    inputTokens: 3,
    outputTokens: 2,
  });
  expect(growthOf({ inputTokens: 3 }, { inputTokens: 5, outputTokens: 1 })).toEqual({ inputTokens: 0 });
});
