import { expect, it } from 'vitest';
import { digestBytes } from '../../../src/artifacts/digest.ts';
import { openDrafts } from '../../support/open-drafts.ts';
import { planText, writes } from '../../support/plan.ts';
import { makeRepository } from '../../support/repository.ts';

it('a draft is begun with as a look has seen it, and not where its bytes are others by now', async () => {
  const repository = makeRepository();
  repository.write('.planexrc', '{ "refine": { "auto": true, "quiet": "1ms" } }');
  const path = 'docs/plans/2026-11-20-draft.md';
  const tasks = ['a.txt', 'b.txt', 'c.txt'].map((file) => writes(file));
  const text = planText(tasks, { status: 'DRAFT' });
  repository.write(path, text);
  const { drafts, countBegun } = await openDrafts(repository);
  const consider = (digest: string): Promise<number | undefined> =>
    drafts.consider({
      drafts: [{ path, digest, isDraft: true, tasks: 3, admitted: true }],
      branch: 'main',
      pause: undefined,
    });

  expect(await consider(digestBytes('what it was before'))).toBeGreaterThan(0);
  expect(countBegun()).toBe(0);
  expect(await consider(digestBytes(text))).toBeUndefined();
  await drafts.stop();
  expect(countBegun()).toBe(1);
});
