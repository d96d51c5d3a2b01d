import { expect, it } from 'vitest';
import { digestBytes } from '../../../src/artifacts/digest.ts';
import { openPlanex } from '../../../src/compose/open-planex.ts';
import { createBackgroundRefinement } from '../../../src/compose/refine/background.ts';
import { openSettings } from '../../../src/compose/settings-source.ts';
import { planText, writes } from '../../support/plan.ts';
import { makeRepository } from '../../support/repository.ts';

const ignore = (): void => undefined;

it('a draft is begun with as a look has seen it, and not where its bytes are others by now', async () => {
  const repository = makeRepository();
  repository.write('.planexrc', '{ "refine": { "auto": true, "quiet": "1ms" } }');
  const path = 'docs/plans/2026-11-20-draft.md';
  const tasks = ['a.txt', 'b.txt', 'c.txt'].map((file) => writes(file));
  const text = planText(tasks, { status: 'DRAFT' });
  repository.write(path, text);
  const settings = openSettings(repository.path, { rejected: ignore, applied: ignore });
  await settings.read();
  let begun = 0;
  const drafts = createBackgroundRefinement({
    planex: await openPlanex(repository.path),
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
  const consider = (digest: string): Promise<number | undefined> =>
    drafts.consider({
      drafts: [{ path, digest, isDraft: true, tasks: 3, admitted: true }],
      branch: 'main',
      pause: undefined,
    });

  expect(await consider(digestBytes('what it was before'))).toBeGreaterThan(0);
  expect(begun).toBe(0);
  expect(await consider(digestBytes(text))).toBeUndefined();
  await drafts.stop();
  expect(begun).toBe(1);
});
