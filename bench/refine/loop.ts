import type { SimulatedPlan } from './world.ts';

/** What one simulated refinement came to. */
export interface LoopEnd {
  rounds: number;
  /** Thousands. */
  tokens: number;
  end: 'clean' | 'cap' | 'stuck' | 'diverging' | 'other';
}

/** A way to refine a plan. */
export type Loop = (plan: SimulatedPlan) => LoopEnd;

/** What a call takes, in thousands of tokens: reading the plan, and so much for each finding. */
export const COSTS = {
  review: { base: 12, each: 0.3 },
  verify: { base: 4, each: 0.4 },
  fix: { base: 8, each: 0.5 },
} as const;

export function priceCall(call: keyof typeof COSTS, findings: number): number {
  return COSTS[call].base + COSTS[call].each * findings;
}
