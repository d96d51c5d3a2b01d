/** What calls have taken so far. */
export interface Spend {
  calls: number;
  /** Milliseconds; those of calls under way count up to their last sign of life. */
  wallMs: number;
  /** Input and output together. */
  tokens: number;
  costUsd: number;
  /** Metered calls that ended without saying how many tokens, or how much money, they took. */
  unknownTokens: number;
  unknownCost: number;
}

export const NO_SPEND: Readonly<Spend> = {
  calls: 0,
  wallMs: 0,
  tokens: 0,
  costUsd: 0,
  unknownTokens: 0,
  unknownCost: 0,
};

/** Adds to a sum, in place. */
export function addSpend(sum: Spend, more: Partial<Spend>): void {
  sum.calls += more.calls ?? 0;
  sum.wallMs += more.wallMs ?? 0;
  sum.tokens += more.tokens ?? 0;
  sum.costUsd += more.costUsd ?? 0;
  sum.unknownTokens += more.unknownTokens ?? 0;
  sum.unknownCost += more.unknownCost ?? 0;
}
