import { type Kill, nameKill } from './kill.ts';
import type { Traces } from './kill-plan.ts';
import type { SweepOptions } from './options.ts';
import type { KillOutcome } from './perform-kill.ts';

const EVERY = 25;

/** Counts kills and tells what they brought to light. */
export interface Report {
  add(kill: Kill, outcome: KillOutcome, folder: string): void;
  kills(): number;
  /** Prints the sums; resolves to the exit code. */
  close(): number;
}

/** Opens the report of a sweep. */
export function createReport(options: SweepOptions, traces: Record<string, Traces>): Report {
  const startedAt = performance.now();
  const byWork = new Map<string, number>();
  const byVariant = new Map<string, number>();
  const byPoint = new Map<string, number>();
  let kills = 0;
  let missed = 0;
  let again = 0;
  let broken = 0;
  let said = 0;
  for (const [work, { passings, recovery, doneMs }] of Object.entries(traces)) {
    const total = [...passings.values()].reduce((sum, count) => sum + count, 0);
    console.log(
      `${work}: ${passings.size} points passed ${total} times in an undisturbed run of ` +
        `${Math.round(doneMs)} ms, ${recovery.size} after kills`,
    );
  }
  return {
    kills: () => kills,
    add(kill, outcome, folder) {
      if (outcome.kills === 0) missed += 1;
      kills += outcome.kills;
      again += Math.max(0, outcome.kills - 1);
      if (outcome.kills > 0) {
        count(byWork, kill.work);
        count(byVariant, kill.variant);
        count(
          byPoint,
          kill.first.kind === 'point' ? (kill.first.point.split('#')[0] ?? '') : 'random moment',
        );
      }
      if (outcome.violations.length > 0) {
        broken += 1;
        console.log(`VIOLATION after ${nameKill(kill)}${options.keep ? ` (${folder})` : ''}`);
        for (const { rule, detail } of outcome.violations) console.log(`  ${rule}: ${detail}`);
        console.log(`  again: npm run test:sweep -- --only '${nameKill(kill)}'`);
      }
      if (kills >= said + EVERY) {
        said = kills - (kills % EVERY);
        console.log(`${kills} kills, ${broken} with violations, ${seconds(startedAt)} s`);
      }
    },
    close() {
      console.log(`by work: ${list(byWork)}`);
      console.log(`by what followed: ${list(byVariant)}`);
      console.log(`by point: ${list(byPoint)}`);
      console.log(
        `${kills} kills (${again} of them of what followed a kill), ${missed} aimed where nothing came by, ` +
          `${broken} with violations, ${seconds(startedAt)} s, seed ${options.seed}`,
      );
      return broken > 0 ? 1 : 0;
    },
  };
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function list(counts: Map<string, number>): string {
  return [...counts].map(([name, number]) => `${name} ${number}`).join(', ');
}

function seconds(startedAt: number): number {
  return Math.round((performance.now() - startedAt) / 1_000);
}
