import { expect, it } from 'vitest';
import { digestBytes } from '../../../src/artifacts/digest.ts';
import { createArtifactCatalogue } from '../../../src/daemon/look/artifact-catalogue.ts';
import { findOccurrence, withOccurrence } from '../../../src/daemon/look/recurring.ts';
import { planText } from '../../support/plan.ts';

const PATH = 'docs/plans/weekly.md';
const every = { [PATH]: '0 6 * * 1' };
const bytes = Buffer.from(planText([{}]).replace('[ ]', '[x]'));
const [entry] = createArtifactCatalogue().read([{ path: PATH, bytes, digest: digestBytes(bytes) }]);
const [task] = entry?.tasks ?? [];
if (entry === undefined || task === undefined) throw new Error('the plan has no task');

it('an artifact that does not recur stays as it is', () => {
  expect(withOccurrence(entry, {}, {})).toBe(entry);
  expect(findOccurrence(task, {}, {})).toBeUndefined();
});

it('waits until it is due for the first time', () => {
  expect(findOccurrence(task, every, {})).toMatchObject({ code: 'paused' });
  expect(findOccurrence(task, every, { [PATH]: '2026-11-16T06:00:00Z' })).toBeUndefined();
});

it('is a new task at each due time, whatever was ticked, and the same one until the next', () => {
  const digest = (due: string) => withOccurrence(entry, every, { [PATH]: due }).tasks[0]?.digest;
  expect(digest('2026-11-16')).toBe(digest('2026-11-16'));
  expect(digest('2026-11-16')).not.toBe(digest('2026-11-23'));
  expect(withOccurrence(entry, every, { [PATH]: '2026-11-16' }).tasks[0]?.boxes).toEqual([]);
});
