import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readIfThere } from '../read-if-there.ts';

/** A Git operation that was begun in a work tree and not finished; `unmerged` when only the index says so. */
export type Operation = 'merge' | 'rebase' | 'cherry-pick' | 'revert' | 'bisect' | 'am' | 'unmerged';

/** The operation in progress in the work tree that `gitDir` belongs to, told by the files git leaves there. */
export async function findOperation(gitDir: string): Promise<Operation | undefined> {
  const names = new Set(await readdir(gitDir));
  // A rebase leaves CHERRY_PICK_HEAD or MERGE_HEAD behind while it waits, so it is asked about first.
  if (names.has('rebase-merge')) return 'rebase';
  if (names.has('rebase-apply')) {
    return (await readdir(join(gitDir, 'rebase-apply'))).includes('applying') ? 'am' : 'rebase';
  }
  if (names.has('MERGE_HEAD')) return 'merge';
  if (names.has('CHERRY_PICK_HEAD')) return 'cherry-pick';
  if (names.has('REVERT_HEAD')) return 'revert';
  if (names.has('sequencer')) return readSequencer(gitDir);
  return names.has('BISECT_LOG') ? 'bisect' : undefined;
}

/** Between two steps of a series only the list of what is left says which operation it is. */
async function readSequencer(gitDir: string): Promise<Operation | undefined> {
  const todo = (await readIfThere(join(gitDir, 'sequencer', 'todo'))) ?? '';
  if (todo.startsWith('revert')) return 'revert';
  return todo.startsWith('p') ? 'cherry-pick' : undefined;
}
