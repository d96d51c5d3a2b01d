import { expect, test } from 'vitest';
import { digestLimits, readLimits, type TolerancePolicy } from '../../../src/tolerances/limits.ts';

const POLICY: TolerancePolicy = {
  files: 5,
  lines: 100,
  dependencies: 0,
  attempts: 3,
  timeMs: 60_000,
  interface: { paths: ['api.md'], always: true },
  protectedPaths: ['LICENSE'],
  highBlastRadius: ['infra/**'],
};
const PLAN =
  '# Tea\n\n## Constraints\n\n- `src/cup.ts` must not be modified.\n\n## Tolerances\n\n- at most 2 files\n- Iterations: 5 attempts per milestone\n';

const ofSettings = { from: '.planexrc' };

test('without a plan the settings hold, for the plan and for each task', () => {
  const rule = { name: 'small', files: 1 };
  expect(readLimits(undefined, POLICY, rule)).toEqual({
    limits: [
      { measure: { kind: 'files', limit: 5 }, each: false, ...ofSettings },
      { measure: { kind: 'lines', limit: 100, count: 'net' }, each: false, ...ofSettings },
      { measure: { kind: 'dependencies', limit: 0 }, each: false, ...ofSettings },
      { measure: { kind: 'attempts', limit: 3 }, each: true, ...ofSettings },
      { measure: { kind: 'time', limitMs: 60_000 }, each: true, ...ofSettings },
      { measure: { kind: 'interface' }, each: false, ...ofSettings },
    ],
    protectedPaths: [{ path: 'LICENSE', ...ofSettings }],
    highBlastRadius: ['infra/**'],
    rule,
  });
});

test('settings that say nothing limit nothing', () => {
  const none: TolerancePolicy = { protectedPaths: [], highBlastRadius: [] };
  const silent = { ...none, interface: { paths: ['api.md'], always: false } };
  for (const policy of [none, silent])
    expect(readLimits(undefined, policy)).toEqual({ limits: [], protectedPaths: [], highBlastRadius: [] });
});

test('what a plan states of a kind takes the place of the settings, and its paths are added', () => {
  const { limits, protectedPaths } = readLimits(PLAN, POLICY);
  expect(limits.map(({ measure, each, from }) => [measure.kind, each, from])).toEqual([
    ['files', false, 'line 9 of the plan'],
    ['attempts', true, 'line 10 of the plan'],
    ['lines', false, '.planexrc'],
    ['dependencies', false, '.planexrc'],
    ['time', true, '.planexrc'],
    ['interface', false, '.planexrc'],
  ]);
  expect(protectedPaths).toEqual([
    { path: 'src/cup.ts', from: 'line 5 of the plan' },
    { path: 'LICENSE', ...ofSettings },
  ]);
});

test('the digest is of what holds, wherever it stands', () => {
  const digest = digestLimits(readLimits(PLAN, POLICY));
  expect(digestLimits(readLimits(PLAN.replace('# Tea\n', '# Tea\n\nMore.\n'), POLICY))).toBe(digest);
  for (const policy of [
    { ...POLICY, lines: 101 },
    { ...POLICY, protectedPaths: [] },
    { ...POLICY, highBlastRadius: [] },
  ])
    expect(digestLimits(readLimits(PLAN, policy))).not.toBe(digest);
  expect(digestLimits(readLimits(PLAN.replace('per milestone', ''), POLICY))).not.toBe(digest);
});
