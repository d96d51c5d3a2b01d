import { isActionable } from '../../src/tasks/findings.ts';
import { type LoopEnd, priceCall } from './loop.ts';
import type { SimulatedPlan } from './world.ts';

const MOST_ROUNDS = 20;

/** The loop that planex learned from: the whole plan each time; stuck is the same file and line as in an earlier round. */
export function runOriginalLoop(plan: SimulatedPlan): LoopEnd {
  const places = new Set<string>();
  let tokens = 0;
  for (let rounds = 1; rounds <= MOST_ROUNDS; rounds += 1) {
    const actionable = plan.review().filter(isActionable);
    tokens += priceCall('review', actionable.length);
    if (actionable.length === 0) return { rounds, tokens, end: 'clean' };
    const named = actionable.map(({ file, line_start: line }) => `${file}:${line}`);
    if (named.some((place) => places.has(place))) return { rounds, tokens, end: 'stuck' };
    for (const place of named) places.add(place);
    plan.fix(actionable);
    tokens += priceCall('fix', actionable.length);
  }
  return { rounds: MOST_ROUNDS, tokens, end: 'cap' };
}
