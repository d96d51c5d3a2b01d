import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { watchNames } from './watch-names.ts';

/** The file that the hooks of Git write, while it is there, to be looked at. `hooks/installed.sh` knows its name. */
const FILE = 'nudge';

/** Lets the hooks of a repository nudge this process: `onNudge` is called a moment after one did. */
export function listenForNudges(records: string, onNudge: () => void): { close(): void } {
  const file = join(records, FILE);
  try {
    writeFileSync(file, '');
  } catch {
    // Nobody nudges then, and what happens is seen a little later.
  }
  const watched = watchNames(records, /^nudge$/, onNudge);
  return {
    close() {
      watched.close();
      rmSync(file, { force: true });
    },
  };
}
