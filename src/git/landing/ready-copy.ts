import { join } from 'node:path';
import { errorMessage } from '../../errors.ts';
import type { FilterPatience } from './filter-patience.ts';
import { type HeldContents, readHeld } from './held-contents.ts';
import type { HeldFile } from './held-files.ts';
import { refreshIndex } from './index-copy.ts';
import type { LandingJournal } from './landing-journal.ts';
import { explainEnding, type LandingOutcome } from './landing-outcome.ts';
import { listLeftOut } from './left-out.ts';
import { type PreparedFiles, prepareFiles } from './prepared-files.ts';

/** What is known of the files, and ready for them, when the copy of the index is. */
export interface ReadiedCopy {
  contents: HeldContents;
  /** Undefined where git is to merge the copy, and to write the files. */
  prepared: PreparedFiles | undefined;
  /** What git would take away from a sparse checkout, were it to merge the copy. */
  leftOut: readonly string[];
}

const UNKNOWN_CONTENTS: HeldContents = { kind: 'unknown' };

/**
 * Says what the held files contain, and readies the new ones and the copy of the index where that can be done beforehand. Where
 * it cannot, git merges the copy: the second names changed the files' status, which it would take for a change of the files.
 * Either what is in them is compared here and git passes over that, or git brings its copy up to date, which writes the whole
 * of it. `GitError` when a file cannot be written.
 */
export async function readyCopy(
  journal: LandingJournal,
  folder: string,
  {
    held,
    present,
    refreshes,
    own,
  }: {
    held: readonly HeldFile[];
    present: readonly string[];
    refreshes: boolean;
    /** What the files contained before they were held. */
    own: HeldContents;
  },
  patience: FilterPatience,
): Promise<ReadiedCopy> {
  const contents =
    held.length < present.length || own.kind !== 'as-committed'
      ? UNKNOWN_CONTENTS
      : await readHeld(journal, held, patience.run, own.bytes);
  if (contents.kind === 'as-committed' && !refreshes) {
    const prepared = await prepareFiles(journal, folder, held, patience);
    const leftOut = prepared === undefined ? await listLeftOut(journal, folder, patience.run) : [];
    return { contents, prepared, leftOut };
  }
  if (contents.kind !== 'changed') {
    const env = { PLANEX_RUN: journal.runId };
    await refreshIndex(journal.workTree, join(folder, 'index'), present, env, patience.run);
  }
  const leftOut = contents.kind === 'changed' ? [] : await listLeftOut(journal, folder, patience.run);
  return { contents, prepared: undefined, leftOut };
}

/** What the look at the files says against the landing. */
export function findHindrance(
  copy: PromiseSettledResult<ReadiedCopy>,
  patience: FilterPatience,
): LandingOutcome | undefined {
  const ending = patience.ending();
  if (ending !== undefined) return explainEnding(ending);
  if (copy.status === 'rejected') return { kind: 'refused', output: errorMessage(copy.reason) };
  const { contents, leftOut } = copy.value;
  return leftOut.length > 0 ? { kind: 'left-out', paths: [...leftOut] } : explainChanged(contents);
}

/** What the contents say against the landing. */
export function explainChanged(contents: HeldContents): LandingOutcome | undefined {
  return contents.kind === 'changed' ? { kind: 'dirty-paths', paths: contents.paths } : undefined;
}
