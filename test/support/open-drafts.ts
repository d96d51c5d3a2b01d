import { openPlanex } from '../../src/compose/open-planex.ts';
import { createBackgroundRefinement } from '../../src/compose/refine/background.ts';
import { openSettings } from '../../src/compose/settings-source.ts';
import type { TestRepository } from './repository.ts';

const ignore = (): void => undefined;

/** Refinement in the background that counts how many drafts it begins with, and comes no further. */
export async function openDrafts({ path }: TestRepository) {
  const settings = openSettings(path, { rejected: ignore, applied: ignore });
  await settings.read();
  let begun = 0;
  const drafts = createBackgroundRefinement({
    planex: await openPlanex(path),
    settings: () => settings.latest(),
    events: { append: ignore, isDoneLastWord: () => Promise.resolve(true) },
    mayBegin: true,
    edges: () => {
      begun += 1;
      throw new Error('far enough');
    },
    admit: () => Promise.resolve(),
    onError: ignore,
    nudge: ignore,
  });
  return { drafts, countBegun: () => begun };
}
