import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { openIssueStore } from '../../state/issue-store.ts';
import { openPlanex } from '../open-planex.ts';
import { withOperations } from '../with-operations.ts';
import { findWork, type RunInput } from './find-work.ts';

/** What goes on in the background. */
export interface DetachedRun {
  /** Ids by which it can be asked after. */
  labels: string[];
  /** What it says goes there. */
  outputFile: string;
}

/**
 * Registers what is wanted, and has a planex of its own plan and carry it out in the background. `options` are those of the
 * command line that it gets as well.
 */
export async function detachRun(
  cwd: string,
  input: RunInput,
  options: readonly string[],
): Promise<DetachedRun> {
  const { repository, records } = await openPlanex(cwd);
  const view = await withOperations(cwd, 'read', (operations) => operations.status());
  const store = openIssueStore(repository.home, records);
  const work = await findWork({ cwd, view, store, now: new Date() }, input);
  const names = work.map((one) => (one.kind === 'artifact' ? one.path : one.label));
  const outputFile = join(records, 'run.out');
  const output = openSync(outputFile, 'a', 0o600);
  try {
    const child = spawn(process.execPath, [process.argv[1] ?? '', 'run', ...options, '--', ...names], {
      cwd: repository.home,
      detached: true,
      stdio: ['ignore', output, output],
    });
    await once(child, 'spawn');
    child.unref();
  } finally {
    closeSync(output);
  }
  return { labels: [...new Set(work.map(({ label }) => label))], outputFile };
}
