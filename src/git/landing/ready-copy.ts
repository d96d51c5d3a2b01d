import { join } from 'node:path';
import { type HeldContents, readHeld } from './held-contents.ts';
import type { HeldFile } from './held-files.ts';
import { refreshIndex } from './index-copy.ts';
import type { LandingJournal } from './landing-journal.ts';

export const UNKNOWN_CONTENTS: HeldContents = { kind: 'unknown' };

/**
 * Readies the copy of the index for the merge, and says what the held files contain. Their second names changed the files'
 * status, which git would take for a change of the files: either what is in them is compared here and git passes over
 * that, or git brings its copy up to date, which writes the whole of it.
 */
export async function readyCopy(
  journal: LandingJournal,
  folder: string,
  { held, present, refreshes }: { held: readonly HeldFile[]; present: readonly string[]; refreshes: boolean },
): Promise<HeldContents> {
  const contents = held.length < present.length ? UNKNOWN_CONTENTS : await readHeld(journal, held);
  if (contents.kind === 'unknown' || (contents.kind === 'as-committed' && refreshes)) {
    const env = { PLANEX_RUN: journal.runId };
    await refreshIndex(journal.workTree, join(folder, 'index'), present, env);
  }
  return contents;
}
