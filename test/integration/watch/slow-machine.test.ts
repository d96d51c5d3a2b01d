import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { makeFolder } from '../../support/repository.ts';
import { recordFeed } from './feed-recorder.ts';

test('who asks what there is gets what has just been written, also when everything stood still meanwhile', async () => {
  const root = makeFolder();
  mkdirSync(join(root, 'docs/plans'), { recursive: true });
  writeFileSync(join(root, 'docs/plans/a.md'), 'new');
  const readClock = performance.now.bind(performance);
  let lostMs = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => readClock() + lostMs);
  onTestFinished(() => clock.mockRestore());
  let asked = 0;
  const patterns = (): string[] => {
    asked += 1;
    // Asked for when the feed opens, and then as its first scan begins.
    if (asked === 2) lostMs = 20_000;
    return ['docs/plans/*.md'];
  };
  const { handedOver } = await recordFeed(root, { patterns });
  expect(handedOver).toEqual([{ 'docs/plans/a.md': 'new' }]);
  expect(lostMs).toBe(20_000);
});
