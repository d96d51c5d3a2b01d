import { readFile, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { PlansGuide } from '../../executors/plans-guide.ts';

/** Where repositories keep rules for their plans, in the order in which they count. */
const PLACES = ['PLANS.md', '.agent/PLANS.md'];
/** In bytes. A longer one is named in prompts and not quoted. */
const LONGEST = 100_000;

/**
 * The repository's own rules for plans, from a work tree; undefined when it has none. A link that leads out of the work
 * tree is none: what is read here goes to whoever carries the task out.
 */
export async function readPlansGuide(folder: string): Promise<PlansGuide | undefined> {
  for (const path of PLACES) {
    const guide = await readInside(folder, path).catch(() => undefined);
    if (guide !== undefined) return guide;
  }
  return undefined;
}

async function readInside(folder: string, path: string): Promise<PlansGuide | undefined> {
  const [top, file] = await Promise.all([realpath(folder), realpath(join(folder, path))]);
  const found = await stat(file);
  if (!file.startsWith(`${top}${sep}`) || !found.isFile()) return undefined;
  return found.size > LONGEST ? { path } : { path, text: await readFile(file, 'utf8') };
}
