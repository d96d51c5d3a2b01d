import { expect, test } from 'vitest';
import { describeDrift } from '../../../src/guard/describe-drift.ts';
import type { Drift } from '../../../src/guard/find-drift.ts';
import { readRetirements } from '../../../src/guard/read-retirements.ts';

const drift: Drift = { rule: 'sentinel-vanished', sentinel: 'KEEP', path: 'a.md', line: 3, planGone: false };

test('a loss is told in one line, with its path as Git writes it', () => {
  expect(describeDrift(drift)).toBe('a.md:3: sentinel-vanished: `KEEP` is gone');
  expect(describeDrift({ ...drift, planGone: true })).toBe(
    'a.md:3: sentinel-vanished: `KEEP` is gone with its plan',
  );
  expect(describeDrift({ ...drift, rule: 'marker-lost', now: { path: 'b.md', line: 7 } })).toBe(
    'a.md:3: marker-lost: `KEEP` still stands at b.md:7, but no longer beside a **load-bearing marker',
  );
  expect(describeDrift({ ...drift, path: 'a "b"\\c\td\x01é.md' })).toBe(
    '"a \\"b\\"\\\\c\\td\\001é.md":3: sentinel-vanished: `KEEP` is gone',
  );
});

test('a sentinel goes on purpose where a version of its plan retires it', () => {
  const log = '# A\n\n## Decision Log\n\n- Decision: Retire the sentinel `KEEP`.\n  Rationale: It is done.\n';
  const isRetired = readRetirements([
    { path: 'a.md', before: '# A\n', after: log },
    { path: 'new.md', before: undefined, after: log },
    { path: 'gone.md', before: log, after: undefined },
  ]);
  expect(isRetired(drift)).toBe(true);
  expect(isRetired({ ...drift, sentinel: 'OTHER' })).toBe(false);
  expect(isRetired({ ...drift, path: 'b.md' })).toBe(false);
  expect(isRetired({ ...drift, path: 'b.md', planGone: true })).toBe(true);
  expect(readRetirements([{ path: 'gone.md', before: log, after: undefined }])(drift)).toBe(false);
});
