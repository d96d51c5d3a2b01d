import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PlannedWork } from './landed-work.ts';

/** So many tasks are kept waiting, so that landings never stop. */
const IN_STOCK = 12;
const TASKS_A_PLAN = 8;
const LOOK_EVERY_MS = 100;

/** Drops plans into the work tree whenever the work runs low. */
export function feedPlans(folder: string, work: PlannedWork): { stop(): Promise<void> } {
  const stopped = new AbortController();
  const feeding = (async () => {
    while (!stopped.signal.aborted) {
      if (work.expected.length - countLandings(folder) < IN_STOCK) work.dropPlan(folder, TASKS_A_PLAN);
      await sleep(LOOK_EVERY_MS);
    }
  })();
  return {
    async stop() {
      stopped.abort();
      await feeding;
    },
  };
}

/** How many landings the logs of the branches show. */
export function countLandings(folder: string): number {
  const logs = ['main', 'side'].map((branch) => join(folder, '.git/logs/refs/heads', branch));
  const lines = logs.flatMap((log) => (existsSync(log) ? readFileSync(log, 'utf8').split('\n') : []));
  return lines.filter((line) => line.includes('\tplanex: land ')).length;
}
