import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchRepository } from './repositories.ts';
import type { BenchContext } from './row.ts';

const BRANCH = 'refs/bench/next';

/** Writes a commit on top of the branch that changes one path, at a cost that does not grow with the files; resolves to its id. */
export async function makeCommit(
  { path: cwd }: BenchRepository,
  { env }: BenchContext,
  path: string,
  text: string,
): Promise<string> {
  const commit = `commit ${BRANCH}\ncommitter A <a@example.test> 1700000000 +0000\ndata 4\nwork\n`;
  const change = `from refs/heads/main^0\nM 100644 inline ${path}\ndata ${Buffer.byteLength(text)}\n${text}\n`;
  const child = spawn('git', ['fast-import', '--quiet', '--force'], {
    cwd,
    env,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  child.stdin.end(`${commit}${change}`);
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`git fast-import ended with ${code}`);
  return readFileSync(join(cwd, '.git', BRANCH), 'utf8').trim();
}
