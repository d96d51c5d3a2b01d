import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactRecord } from '../../src/tasks/task-record.ts';
import type { Scene } from './scene.ts';

const LONG_AGO_MS = 24 * 60 * 60_000;

/**
 * Makes it a day later for a planex that does not run. One that died twice in a row at the same step of a task lets
 * minutes pass before it tries again, which nobody wants to sit through.
 */
export async function letTimePass(scene: Scene): Promise<void> {
  const folder = join(scene.records, 'artifacts');
  for (const name of (await readdir(folder)).filter((one) => one.endsWith('.json'))) {
    const file = join(folder, name);
    const record: ArtifactRecord = JSON.parse(await readFile(file, 'utf8'));
    for (const task of Object.values(record.tasks)) {
      if (task.deaths === undefined) continue;
      task.deaths.at = new Date(Date.parse(task.deaths.at) - LONG_AGO_MS).toISOString();
    }
    await writeFile(file, JSON.stringify(record));
  }
}
