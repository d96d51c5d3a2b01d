import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Damage } from './kill.ts';
import type { Scene } from './scene.ts';

/** Cuts records of a planex that does not run in half, as a disk may that lost its power. */
export async function damageRecords(scene: Scene, damage: Damage): Promise<void> {
  const files = damage === 'journals' ? await listJournals(scene) : await listClaims(scene);
  for (const file of files) {
    const bytes = await readFile(file);
    await writeFile(file, bytes.subarray(0, bytes.length / 2));
  }
}

async function listJournals({ records }: Scene): Promise<string[]> {
  const folder = join(records, 'landings');
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.endsWith('.json')).map((name) => join(folder, name));
}

/** Claims of which the record of the run knows: what nobody knows of stays taken, and is for a person to look at. */
async function listClaims({ folder, records }: Scene): Promise<string[]> {
  const state = join(folder, 'state');
  const names = await readdir(state, { recursive: true }).catch(() => []);
  const claims = names.filter((name) => /\/claims\/[^/]+\.json$/.test(name)).map((name) => join(state, name));
  const known: string[] = [];
  for (const claim of claims) {
    const { runId }: { runId: string } = JSON.parse(await readFile(claim, 'utf8'));
    const record = await readFile(join(records, 'runs', runId, 'run.json'), 'utf8').catch(() => '{}');
    const { workspace }: { workspace?: string } = JSON.parse(record);
    if (workspace !== undefined) known.push(claim);
  }
  return known;
}

/**
 * What a user does who is told that a landing was set aside and that its changes stay: gives up those that stand in the
 * paths of tasks, which planex then writes anew.
 */
export async function giveUpHalfLanded(scene: Scene): Promise<void> {
  const known = (await scene.git('ls-tree', '-r', '--name-only', 'HEAD')).split('\n');
  for (const path of new Set(Object.values(scene.work.pathsOfTasks).flat())) {
    if (known.includes(path)) await scene.git('checkout', '--quiet', 'HEAD', '--', path);
    else await rm(join(scene.top, path), { force: true });
  }
}
