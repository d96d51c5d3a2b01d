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
