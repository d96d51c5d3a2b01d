import { relative } from 'node:path';
import { fc, it, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { top } from './document.ts';

// Properties draw their values anew in each run. FUZZ_SEED asks for those of another run again; what fails says how.

const asked = process.env['FUZZ_SEED'];

/** Suites outside `npm test` that hold properties. */
const SUITES = [
  { folder: 'test/watch-fuzz/', config: 'vitest.fuzz.config.ts' },
  { folder: 'test/e2e/guard/', config: 'vitest.e2e.config.ts' },
];

fc.configureGlobal({
  ...(asked === undefined ? {} : { seed: Number(asked) }),
  reporter(details) {
    if (!details.failed) return;
    const told = [fc.defaultReportMessage(details) ?? 'a property does not hold', sayAgain(details.seed)];
    throw new Error(told.join('\n'), { cause: details.errorInstance });
  },
});

/** The command that draws the same values in the test that runs now. */
export function sayAgain(seed: number): string {
  const file = relative(top, expect.getState().testPath ?? '');
  const config = SUITES.find(({ folder }) => file.startsWith(folder))?.config;
  return `again: FUZZ_SEED=${seed} npx vitest run ${config === undefined ? '' : `--config ${config} `}${file}`;
}

/** The seed of a test that draws by itself: the one that is asked for, or any. */
export function drawSeed(): number {
  return Number(asked ?? Math.floor(Math.random() * 2 ** 31));
}

export { fc, it, test };
