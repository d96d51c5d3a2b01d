import { readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { PATIENCE_MS } from './patience.ts';

/** Resolves when no process works in this folder any more: what planex had started may outlive its kill. Looks on Linux only. */
export async function waitForNobodyIn(folder: string): Promise<void> {
  const endsAt = performance.now() + PATIENCE_MS;
  while (listProcessesIn(folder).length > 0) {
    if (performance.now() > endsAt)
      throw new Error(`still at work in ${folder}: ${listProcessesIn(folder).join(', ')}`);
    await sleep(20);
  }
}

function listProcessesIn(folder: string): string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) return false;
    try {
      const cwd = readlinkSync(`/proc/${name}/cwd`);
      return cwd === folder || cwd.startsWith(`${folder}/`);
    } catch {
      return false;
    }
  });
}
