import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { land } from '../src/git/landing/landing.ts';
import { makeCommit } from './commits.ts';
import type { BenchRepository } from './repositories.ts';
import type { BenchContext } from './row.ts';

/** Pause before another attempt where somebody else's git is at work. */
const AGAIN_AFTER_MS = 10;

/** Landings that come so many times a second, each of a new commit, until they are stopped. */
export interface SteadyLandings {
  count(): number;
  stop(): Promise<void>;
}

/** Begins to land, with nothing else of planex at work. */
export function startLandings(
  bench: BenchContext,
  repository: BenchRepository,
  perSecond: number,
): SteadyLandings {
  const records = join(repository.path, '.git/planex');
  mkdirSync(records, { recursive: true });
  let landed = 0;
  const stopping = new AbortController();
  const { signal } = stopping;
  const landOne = async (number: number): Promise<void> => {
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      const commit = await makeCommit(repository, bench, 'src/0/file-7.txt', `landing ${number}\n`);
      const request = {
        home: repository.path,
        records,
        runId: `run-${number}-${attempt}`,
        target: 'main',
        commit,
      };
      const { kind } = await land({ ...request, message: 'planex: land' });
      if (kind === 'landed') {
        landed += 1;
        return;
      }
      if (kind === 'dirty-paths' || kind === 'wrong-branch') throw new Error(`a landing ended with ${kind}`);
      await pause(AGAIN_AFTER_MS);
    }
  };
  const ended = (async (): Promise<void> => {
    const beganAt = performance.now();
    for (let number = 0; !signal.aborted; number += 1) {
      await pause(Math.max(0, beganAt + (number * 1000) / perSecond - performance.now()));
      await landOne(number);
    }
  })();
  return {
    count: () => landed,
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}
