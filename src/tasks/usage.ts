import { z } from '../schema.ts';

const count = z.number().int().nonnegative().optional();

export const usageSchema = z.object({
  /** All tokens that the model read, with those from its cache. */
  inputTokens: count,
  /** The part of `inputTokens` that came from the cache. */
  cachedInputTokens: count,
  /** All tokens that the model wrote, with those of its reasoning. */
  outputTokens: count,
  /** US dollars, as the backend itself reckoned them. */
  costUsd: z.number().nonnegative().optional(),
});

/** What was consumed, as far as the backend said. A missing field is unknown, not zero. */
export type Usage = z.infer<typeof usageSchema>;

const FIELDS = ['inputTokens', 'cachedInputTokens', 'outputTokens', 'costUsd'] as const;

/** The sum of what is known: what only one side reported counts as it is, what neither did stays unknown. */
export function addUsage(one: Usage, other: Usage): Usage {
  return combine((field) => {
    const [a, b] = [one[field], other[field]];
    return a === undefined && b === undefined ? undefined : (a ?? 0) + (b ?? 0);
  });
}

/**
 * What came to a running total since it stood at `before`. A field that `before` does not have had not been reported
 * yet, so all of it is new; a total that is smaller than before was started afresh, so all of it is new as well.
 */
export function subtractUsage(total: Usage, before: Usage): Usage {
  return combine((field) => {
    const [now, then = 0] = [total[field], before[field]];
    return now === undefined || now < then ? now : now - then;
  });
}

/** What a later reading of one growing count adds to an earlier one: never less than nothing. */
export function growthOf(now: Usage, before: Usage): Usage {
  return combine((field) => {
    const value = now[field];
    return value === undefined ? undefined : Math.max(0, value - (before[field] ?? 0));
  });
}

function combine(valueOf: (field: (typeof FIELDS)[number]) => number | undefined): Usage {
  const usage: Usage = {};
  for (const field of FIELDS) {
    const value = valueOf(field);
    if (value !== undefined) usage[field] = value;
  }
  return usage;
}
