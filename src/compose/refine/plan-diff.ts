import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runGit } from '../../git/git.ts';

/** What lies between two versions of a plan, as a patch. */
export async function readPlanDiff(before: Uint8Array, after: Uint8Array): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'planex-diff-'));
  try {
    await writeFile(join(folder, 'before'), before, { mode: 0o600 });
    await writeFile(join(folder, 'after'), after, { mode: 0o600 });
    const flags = ['--no-index', '--no-color', '--no-ext-diff', '--no-textconv'];
    return (await runGit(folder, ['diff', ...flags, '--', 'before', 'after'])).stdout;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
