import { join } from 'node:path';
import { errorMessage } from '../../errors.ts';
import type { FilterPatience } from './filter-patience.ts';
import { type HeldContents, readHeld } from './held-contents.ts';
import type { HeldFile } from './held-files.ts';
import { refreshIndex } from './index-copy.ts';
import type { LandingJournal } from './landing-journal.ts';
import { explainEnding, type LandingOutcome } from './landing-outcome.ts';

const UNKNOWN_CONTENTS: HeldContents = { kind: 'unknown' };

/**
 * Readies the copy of the index for the merge, and says what the held files contain. Their second names changed the files'
 * status, which git would take for a change of the files: either what is in them is compared here and git passes over
 * that, or git brings its copy up to date, which writes the whole of it.
 */
export async function readyCopy(
  journal: LandingJournal,
  folder: string,
  { held, present, refreshes }: { held: readonly HeldFile[]; present: readonly string[]; refreshes: boolean },
  patience: FilterPatience,
): Promise<HeldContents> {
  const contents =
    held.length < present.length ? UNKNOWN_CONTENTS : await readHeld(journal, held, patience.run);
  if (contents.kind === 'unknown' || (contents.kind === 'as-committed' && refreshes)) {
    const env = { PLANEX_RUN: journal.runId };
    await refreshIndex(journal.workTree, join(folder, 'index'), present, env, patience.run);
  }
  return contents;
}

/** What the look at the files says against the landing. */
export function findHindrance(
  contents: PromiseSettledResult<HeldContents>,
  patience: FilterPatience,
): LandingOutcome | undefined {
  const ending = patience.ending();
  if (ending !== undefined) return explainEnding(ending);
  if (contents.status === 'rejected') return { kind: 'refused', output: errorMessage(contents.reason) };
  return contents.value.kind === 'changed' ? { kind: 'dirty-paths', paths: contents.value.paths } : undefined;
}
