import type { Loop, LoopEnd } from './loop.ts';
import { runMachine } from './machine-loop.ts';
import { runOriginalLoop } from './original-loop.ts';
import { createRandom } from './random.ts';
import { createPlan, type Setting } from './world.ts';

const LOOPS: Record<string, Loop> = {
  'the original': runOriginalLoop,
  review: (plan) => runMachine(plan, 'review', 'terminate'),
  'review, going on': (plan) => runMachine(plan, 'review', 'continue'),
  verify: (plan) => runMachine(plan, 'verify', 'terminate'),
};

const NOISES = [0, 0.5, 2];
const HARMS = [0, 0.1, 0.3];
export const SETTINGS: Setting[] = NOISES.flatMap((noise) => HARMS.map((harm) => ({ noise, harm })));

/** The means over all runs of one loop at one setting. */
export interface Result {
  setting: Setting;
  loop: string;
  rounds: number;
  /** Thousands. */
  tokens: number;
  /** Share of the first defects that are gone. */
  fixed: number;
  /** Defects at the end, old and new. */
  left: number;
  /** Shares of the runs that ended so. */
  ends: Partial<Record<LoopEnd['end'], number>>;
}

/** Runs every loop at every setting; the n-th run begins with the same plan for each loop. */
export function simulate(seed: number, runs: number, settings: readonly Setting[] = SETTINGS): Result[] {
  return settings.flatMap((setting) =>
    Object.entries(LOOPS).map(([name, loop]): Result => {
      const total = { rounds: 0, tokens: 0, fixed: 0, left: 0 };
      const ends: Result['ends'] = {};
      for (let run = 0; run < runs; run += 1) {
        const plan = createPlan(createRandom(seed + run), setting);
        const { rounds, tokens, end } = loop(plan);
        total.rounds += rounds / runs;
        total.tokens += tokens / runs;
        total.fixed += plan.shareFixed() / runs;
        total.left += plan.countLeft() / runs;
        ends[end] = (ends[end] ?? 0) + 1 / runs;
      }
      return { setting, loop: name, ...total, ends };
    }),
  );
}
