import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactRecord } from '../../src/tasks/task-record.ts';
import type { Scene } from './scene.ts';

/**
 * Makes a planex that does not run forget that it has died at tasks. One that has died twice in a row at the same step
 * of a task lets minutes pass before it tries again, which nobody wants to sit through.
 */
export async function forgetDeaths(scene: Scene): Promise<void> {
  const folder = join(scene.records, 'artifacts');
  for (const name of (await readdir(folder)).filter((one) => one.endsWith('.json'))) {
    const file = join(folder, name);
    const record: ArtifactRecord = JSON.parse(await readFile(file, 'utf8'));
    for (const task of Object.values(record.tasks)) delete task.deaths;
    await writeFile(file, JSON.stringify(record));
  }
}
