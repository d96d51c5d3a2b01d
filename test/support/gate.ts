import { execFileSync } from 'node:child_process';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PATIENCE_MS } from './patience.ts';
import { makeFolder } from './repository.ts';

/** A place where the commands of a task stand still until the test lets them go on. */
export interface Gate {
  /** A shell command that waits at the gate. */
  wait: string;
  /** Resolves once a command waits, and lets it go on. */
  pass(): Promise<void>;
}

/** Makes a gate from a named pipe: who reads from it waits for who writes. */
export function makeGate(): Gate {
  const pipe = join(makeFolder('planex-gate-'), 'gate');
  execFileSync('mkfifo', [pipe]);
  return {
    wait: `cat ${pipe}`,
    async pass() {
      const endsAt = performance.now() + PATIENCE_MS;
      for (;;) {
        try {
          await (await open(pipe, constants.O_WRONLY | constants.O_NONBLOCK)).close();
          return;
        } catch (error) {
          // ENXIO: nobody reads from it yet.
          if (performance.now() > endsAt) throw error;
          await sleep(10);
        }
      }
    },
  };
}
