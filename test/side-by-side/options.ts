import { parseArgs } from 'node:util';

/** What is asked for on the command line. */
export interface Options {
  /** How long the user works, in milliseconds. */
  workMs: number;
  seed: number;
  /** The bundle of planex to work beside. */
  bundle: string;
  /** True for a planex that lands badly: then it is good to find violations. */
  isBad: boolean;
}

const DEFAULT_SECONDS = 90;

/** Reads the options; a seed that is not given is drawn. */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      seconds: { type: 'string' },
      seed: { type: 'string' },
      bundle: { type: 'string' },
      bad: { type: 'boolean', default: false },
    },
  });
  const seconds = Number(values.seconds ?? DEFAULT_SECONDS);
  const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));
  if (!(seconds > 0) || !Number.isInteger(seed) || values.bundle === undefined) {
    throw new Error('usage: --bundle <folder> [--seconds <number>] [--seed <whole number>]');
  }
  return { workMs: seconds * 1_000, seed, bundle: values.bundle, isBad: values.bad };
}
