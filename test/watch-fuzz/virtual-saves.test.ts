import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { drawSeed, fc, sayAgain } from '../support/property.ts';
import { expect, test } from 'vitest';
import { planText } from '../support/plan.ts';
import { makeFolder } from '../support/repository.ts';
import { DISTURBANCES, type Instant, SAVES } from './saves.ts';
import { digestsOf, makeChronicle, readOrNothing } from './chronicle.ts';
import { makeVirtualWatch, SCAN_EVERY_MS, SETTLE_MS } from './virtual-watch.ts';

// The whole way from files to dispatches on a clock of the test's own, so that "long enough" and "too short" are exact
// and a slow machine changes nothing. FUZZ_RUNS and FUZZ_SEED ask for more, or for the same again.

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 500);
const SEED = drawSeed();
const PATHS = ['docs/plans/a.md', 'docs/plans/b.md', 'docs/issues/c.json'];

const step = fc.record({
  path: fc.constantFrom(...PATHS),
  how: fc.constantFrom(...Object.keys(SAVES), ...Object.keys(DISTURBANCES)),
  /** Time between the instants of a save: never so long that half a file settles. */
  withinMs: fc.array(fc.integer({ min: 0, max: SETTLE_MS - 1 }), { minLength: 8, maxLength: 8 }),
  /** Time after it: often short, sometimes long enough for anything. */
  afterMs: fc.oneof(
    fc.integer({ min: 0, max: SETTLE_MS * 2 }),
    fc.constantFrom(SETTLE_MS - 1, SETTLE_MS, SETTLE_MS + 1, 2 * SCAN_EVERY_MS),
  ),
  /** Which of its events come through. */
  heard: fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function textOf(path: string, version: number): string {
  if (path.endsWith('.json')) {
    return JSON.stringify({ issue_id: 'ISS-1', tasks: [{ id: 'T1', title: `Version ${version}` }] });
  }
  return planText([
    {
      title: `First of ${version}`,
      files: [`${path}-${version}`],
      dependsOn: 'none',
      commands: [`echo ${version}`],
    },
    { title: `Second of ${version}`, files: [`${path}-${version}b`], dependsOn: 'none' },
  ]);
}

async function play(steps: readonly Step[]): Promise<void> {
  const root = makeFolder('planex-fuzz-');
  for (const folder of ['docs/plans', 'docs/issues']) mkdirSync(join(root, folder), { recursive: true });
  const watch = makeVirtualWatch(root);
  const chronicle = makeChronicle(root, PATHS);
  const whole = new Map<string, string>();
  for (const [version, { path, how, withinMs, afterMs, heard }] of steps.entries()) {
    const full = join(root, path);
    const text = textOf(path, version);
    for (const digest of digestsOf(path, text)) whole.set(digest, path);
    const instants: Instant[] =
      SAVES[how]?.({ path: full, text, mark: String(version) }) ??
      DISTURBANCES[how]?.(full, () => readOrNothing(full)) ??
      [];
    for (const [index, happen] of instants.entries()) {
      await watch.pass(index === 0 ? 0 : (withinMs[index] ?? 0));
      chronicle.note(watch.now());
      happen();
      chronicle.note(watch.now());
      if (heard[index] === true) watch.hint();
    }
    await watch.pass(afterMs);
  }
  await watch.pass(SCAN_EVERY_MS + 20 * SETTLE_MS);
  chronicle.note(watch.now());

  const dispatched = new Set(watch.dispatched);
  const { texts, digests } = chronicle.read();
  expect(watch.dispatched.length).toBe(dispatched.size);
  // What was only half of a text is never done, and nothing that was seen for a moment only.
  expect([...dispatched].filter((digest) => !whole.has(digest))).toEqual([]);
  for (const digest of dispatched) {
    // JSON is complete as soon as it can be read.
    const neededMs = whole.get(digest)?.endsWith('.json') === true ? 0 : SETTLE_MS;
    expect(digests.get(digest) ?? -1).toBeGreaterThanOrEqual(neededMs);
  }
  // What stood long enough to be found and to settle is done, even when no event told of it.
  const found = texts.filter(({ ms }) => ms >= SCAN_EVERY_MS + 2 * SETTLE_MS);
  for (const { path, text } of found)
    expect([...dispatched]).toEqual(expect.arrayContaining(digestsOf(path, text)));
  rmSync(root, { recursive: true, force: true });
}

test('what stood long enough is dispatched once, what did not is not, whichever events are lost', async () => {
  console.log(`${RUNS} sequences; ${sayAgain(SEED)}`);
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), play), {
    numRuns: RUNS,
    seed: SEED,
  });
});
