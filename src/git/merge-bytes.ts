import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GitError, runGit } from './git.ts';

/** Merges two edits of the same bytes line by line; undefined where they conflict. */
export async function mergeBytes(
  ours: Uint8Array,
  base: Uint8Array,
  theirs: Uint8Array,
): Promise<Uint8Array | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'planex-merge-'));
  try {
    const names = ['ours', 'base', 'theirs'];
    for (const [at, bytes] of [ours, base, theirs].entries()) {
      await writeFile(join(folder, names[at] ?? ''), bytes, { mode: 0o600 });
    }
    const args = ['merge-file', '-p', '-q', ...names];
    const output = await runGit(folder, args, { encoding: 'latin1' });
    if (output.code === 0) return Buffer.from(output.stdout, 'latin1');
    // It ends with the number of conflicts, up to 127.
    if (output.code > 0 && output.code < 128) return undefined;
    throw new GitError(args, output);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
