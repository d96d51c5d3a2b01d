import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { digestBytes } from '../../../src/artifacts/digest.ts';
import { findRuled } from '../../../src/daemon/admission/approve-by-rule.ts';
import { rememberObservation } from '../../../src/daemon/look/remember.ts';
import { openDrafts } from '../../support/open-drafts.ts';
import { openPorts } from '../../support/open-ports.ts';
import { planText, writes } from '../../support/plan.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';

const PLAN = 'docs/plans/2026-11-20-tea.md';
const TEXT = planText(
  ['a.txt', 'b.txt', 'c.txt'].map((file) => writes(file)),
  { status: 'DRAFT' },
);
const HOUR_MS = 3_600_000;

function makeDraft(settings: object): TestRepository {
  const repository = makeRepository();
  repository.write('.planexrc', JSON.stringify(settings));
  repository.write(PLAN, TEXT);
  const ahead = Date.now() / 1000 + 2 * 3_600;
  utimesSync(join(repository.path, PLAN), ahead, ahead);
  return repository;
}

/** From here on time passes where the test says so, for the clock that nobody sets. */
function stopTime(): void {
  vi.useFakeTimers({ toFake: ['performance'] });
}

beforeEach(() => {
  onTestFinished(() => void vi.useRealTimers());
});

it('a draft whose time lies ahead is approved by its rule once it was left alone for as long as told', async () => {
  const auto = [{ name: 'small', files: 9, lines: 90 }];
  const { ports, look } = await openPorts(makeDraft({ approval: { auto, quiet: '1h' } }));
  await rememberObservation(ports, (await look()).observation);
  const { observation } = await look();
  const readRests = async (): Promise<number[]> =>
    (await findRuled(ports, observation)).map(({ restMs }) => restMs);
  stopTime();
  expect(await readRests()).toEqual([HOUR_MS]);
  vi.advanceTimersByTime(HOUR_MS - 1);
  expect(await readRests()).toEqual([1]);
  vi.advanceTimersByTime(1);
  expect(await readRests()).toEqual([0]);
});

it('a draft whose time lies ahead is refined once it was left alone for as long as told', async () => {
  const { drafts, countBegun } = await openDrafts(makeDraft({ refine: { auto: true, quiet: '1h' } }));
  const draft = { path: PLAN, digest: digestBytes(TEXT), isDraft: true, tasks: 3, admitted: true };
  const consider = (): Promise<number | undefined> =>
    drafts.consider({ drafts: [draft], branch: 'main', pause: undefined });
  stopTime();
  expect(await consider()).toBe(HOUR_MS);
  vi.advanceTimersByTime(HOUR_MS);
  expect(await consider()).toBeUndefined();
  await drafts.stop();
  expect(countBegun()).toBe(1);
});
