import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { countDone, readEvents } from './daemon.ts';
import { judgeHistory } from './history.ts';
import { compare, type Photograph, photograph } from './photograph.ts';
import type { Scene } from './scene.ts';
import type { Violation } from './violation.ts';

const GOING_MS = 60_000;
const POLL_MS = 10;
/** Folders of planex's records in which nothing is left when no landing and no run is under way. */
const EMPTY_AT_THE_END = ['landings', 'open'];

/**
 * Everything that must hold once all is done and planex has ended, however it was killed before. Without an expected
 * end state that part is left out.
 */
export async function findViolations(scene: Scene, expected?: Photograph): Promise<Violation[]> {
  const violations = [
    ...(await findProcesses(scene)),
    ...(await findLocks(scene)),
    ...(await findDebris(scene)),
    ...(await judgeHistory(scene)),
    ...judgeReports(scene),
    ...(await runFsck(scene)),
  ];
  if (expected === undefined) return violations;
  const differences = compare(await photograph(scene), expected);
  return [...violations, ...differences.map((detail): Violation => ({ rule: 'end-state', detail }))];
}

/** Locks of git, in the repository and its work trees, and planex's own. */
export async function findLocks(scene: Scene): Promise<Violation[]> {
  const names = await readdir(join(scene.top, '.git'), { recursive: true });
  return names
    .filter((name) => name.endsWith('.lock'))
    .map((name) => ({ rule: 'lock-left', detail: `.git/${name}` }));
}

async function findProcesses(scene: Scene): Promise<Violation[]> {
  const endsAt = performance.now() + GOING_MS;
  for (;;) {
    const left = await scene.listProcesses();
    if (left.size === 0) return [];
    if (performance.now() > endsAt) {
      return [...left].map(([pid, line]) => ({ rule: 'process-left', detail: `${pid} ${line}` }));
    }
    await sleep(POLL_MS);
  }
}

async function findDebris(scene: Scene): Promise<Violation[]> {
  const inRecords = await Promise.all(
    EMPTY_AT_THE_END.map(async (folder) => {
      const names = await readdir(join(scene.records, folder)).catch(() => []);
      return names.map((name) => `.git/planex/${folder}/${name}`);
    }),
  );
  const all = await readdir(join(scene.folder, 'state'), { recursive: true }).catch(() => []);
  const claims = all.filter((name) => name.includes('/claims/'));
  const drafts = (await readdir(scene.records, { recursive: true })).filter((name) =>
    /\.(temporary|draft|before|draft-\w+|after-\w+)$/.test(name),
  );
  return [...inRecords.flat(), ...claims, ...drafts].map((detail) => ({ rule: 'debris', detail }));
}

function judgeReports(scene: Scene): Violation[] {
  const counts = countDone(readEvents(scene));
  return scene.work.labels
    .filter((label) => counts.get(label) !== 1)
    .map((label) => ({ rule: 'reported-wrongly', detail: `${label}: ${counts.get(label) ?? 0} times` }));
}

async function runFsck(scene: Scene): Promise<Violation[]> {
  const { code, stdout, stderr } = await scene.tryGit('fsck', '--strict', '--no-dangling', '--no-progress');
  return code === 0 ? [] : [{ rule: 'fsck', detail: `${stdout}${stderr}`.trim() }];
}
