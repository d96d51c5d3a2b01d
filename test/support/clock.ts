import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { makeFolder } from './repository.ts';

const PRELOAD = pathToFileURL(join(import.meta.dirname, 'clock-shift.mjs')).href;

/** A clock that a test sets while the daemon runs. */
export function makeClock(): { env: NodeJS.ProcessEnv; shift(byMs: number): void } {
  const file = join(makeFolder(), 'shift');
  return {
    env: { NODE_OPTIONS: `--import=${PRELOAD}`, CLOCK_SHIFT: file },
    shift: (byMs) => writeFileSync(file, String(byMs)),
  };
}
