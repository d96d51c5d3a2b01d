import { parseArgs } from 'node:util';

/** What the sweep is told on its command line. */
export interface SweepOptions {
  /** Folder of the bundles that scripts/sweep.mjs has built. */
  bundles: string;
  kills: number;
  seed: number;
  /** Kills to be repeated, as they were printed; none for a whole sweep. */
  only: string[];
  /** Scenes at the same time. */
  jobs: number;
  /** Leaves the folders of scenes with violations. */
  keep: boolean;
}

const USAGE = 'npm run test:sweep -- [--kills N] [--seed S] [--only KILL]... [--jobs N] [--keep]';

/** Reads the command line. Throws when it makes no sense. */
export function readOptions(args: readonly string[]): SweepOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      bundles: { type: 'string' },
      kills: { type: 'string', default: '300' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      only: { type: 'string', multiple: true, default: [] },
      jobs: { type: 'string', default: '3' },
      keep: { type: 'boolean', default: false },
    },
  });
  const numbers = [values.kills, values.seed, values.jobs].map(Number);
  const [kills = 0, seed = 0, jobs = 0] = numbers;
  if (values.bundles === undefined || !numbers.every(Number.isInteger) || kills < 1 || jobs < 1) {
    throw new Error(`usage: ${USAGE}`);
  }
  return { bundles: values.bundles, kills, seed, only: values.only, jobs, keep: values.keep };
}
