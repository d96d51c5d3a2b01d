import { execFileSync } from 'node:child_process';
import { fc } from '../../support/property.ts';
import { expect, test } from 'vitest';
import { compareTrees } from '../../../src/git/guarded/plan-changes.ts';
import { describeDrift, DRIFT_HEADLINE, DRIFT_WAYS } from '../../../src/guard/describe-drift.ts';
import { findDrift } from '../../../src/guard/find-drift.ts';
import { listAwks, pathWithAwk, runGuardScript } from '../../support/guard-script.ts';
import { planModel, writePlan, writing } from '../../support/plan-text.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';

const RUNS = 15;
const NAMES = ['a', 'b c', 'é', 'qu"ote', 'back\\slash', 'completed/d', "it's", 'tab\there', '-dash', '*'];

// Pieces that mean something to the guard.
const MARKS = [
  '`',
  '`',
  '``',
  '```',
  '````',
  '~~~',
  '\\',
  '\\`',
  '> ',
  '- ',
  '1. ',
  '* ',
  '| ',
  '# ',
  '## ',
  '####### ',
];
const WORDS = [
  '**load-bearing**',
  '**Load-Bearing:** ',
  'Decision Log',
  '## Decision Log\n',
  '- Retired `',
  'retire the sentinel `',
  'not retired `',
  '**Retires:** `',
  '`A`',
  '`A`',
  '`B C`',
  '`B\nC`',
  'A',
  'B',
  '--x',
  'é',
];
const SPACES = ['\n', '\n', '\n\n', '\r\n', '\r', ' ', '  ', '\t', '\v', '\f', '\0', '\u00a0', '\ufeff'];

/** Such pieces thrown together. Without `size` only about ten are. */
const soup = fc
  .array(fc.constantFrom(...MARKS, ...WORDS, ...SPACES), { maxLength: 60, size: 'max' })
  .map((pieces) => Buffer.from(pieces.join(''), 'utf8'));

// Whole lines that mean something to it.
const FENCES = ['```', '```', '````', '```sh', '~~~', '~~~~', '- ```', '> ```', '  ``` ', '``` `', '1. ~~~'];
const LINES = [
  '',
  '`A` **load-bearing**',
  '- `B` **load-bearing**',
  '> **Load-bearing:** `C',
  'D` and `A`',
  '| `B` | **load-bearing** |',
  '## Decision Log',
  '### Decision log of old',
  '# Another',
  '- Retired `A`',
  '- Decision: Retire the',
  '- Decided \u2014 retire `A`',
  '- [x] 2026-11-21 \u2013 Re_tired:** `B`',
  '- `A` retires `B`',
  '| Ada | retired the sentinel: `A` |',
  '  sentinel `B`.',
  'nothing',
];

const lines = fc
  .tuple(
    fc.array(fc.constantFrom(...FENCES, ...LINES, ...LINES), { maxLength: 16, size: 'max' }),
    fc.constantFrom('\n', '\r\n'),
  )
  .map(([written, lineEnd]) => Buffer.from(written.join(lineEnd), 'utf8'));

const version = fc.option(
  fc.oneof(
    soup,
    lines,
    fc.tuple(planModel, writing).map(([plan, how]) => Buffer.from(writePlan(plan, how), 'latin1')),
  ),
  { nil: undefined, freq: 5 },
);

const edited = fc
  .tuple(version, fc.array(fc.tuple(fc.nat(40), fc.constantFrom('drop', 'swap', 'blank')), { maxLength: 4 }))
  .map(([before, edits]) => ({ before, after: before === undefined ? undefined : edit(before, edits) }));
const change = fc.oneof(edited, fc.record({ before: version, after: version }));

function edit(text: Buffer, edits: readonly (readonly [number, string])[]): Buffer {
  const lines = text.toString('latin1').split('\n');
  for (const [where, kind] of edits) {
    const at = where % lines.length;
    if (kind === 'drop') lines.splice(at, 1);
    else if (kind === 'blank') lines.splice(at, 0, '');
    else lines.splice(at, 2, ...lines.slice(at, at + 2).reverse());
  }
  return Buffer.from(lines.join('\n'), 'latin1');
}

type Files = readonly (readonly [string, Buffer | undefined])[];

/** Commits files to a branch without touching the work tree, and returns the id of the tree. */
function importTree(repository: TestRepository, name: string, files: Files): string {
  const parts = files.flatMap(([path, bytes]) => {
    if (bytes === undefined) return [];
    const head = `M 100644 inline ${JSON.stringify(`docs/plans/${path}.md`)}\ndata ${bytes.length}\n`;
    return [Buffer.from(head), bytes, Buffer.from('\n')];
  });
  const begin = Buffer.from(`commit refs/heads/${name}\ncommitter A <a@b> 0 +0000\ndata 0\ndeleteall\n`);
  const input = Buffer.concat([begin, ...parts]);
  execFileSync('git', ['fast-import', '--quiet', '--force'], { cwd: repository.path, input });
  return repository.git('rev-parse', `refs/heads/${name}^{tree}`);
}

async function judge(repository: TestRepository, old: string, new_: string): Promise<string[]> {
  const drift = await compareTrees(repository.path, ['docs/plans'], [{ old, new: new_ }], findDrift);
  if (drift.length === 0) return [];
  const told = drift.map((one) =>
    describeDrift({ ...one, sentinel: Buffer.from(one.sentinel, 'latin1').toString('utf8') }),
  );
  return [DRIFT_HEADLINE, ...told, ...DRIFT_WAYS];
}

test.each(listAwks())('with %s the script says what planex says', async (awk) => {
  const repository = makeRepository();
  const PATH = pathWithAwk(awk);
  const cases = fc.array(fc.tuple(fc.constantFrom(...NAMES), change), {
    minLength: 1,
    maxLength: 60,
    size: 'max',
  });
  let findings = 0;
  await fc.assert(
    fc.asyncProperty(cases, async (plans) => {
      const before = importTree(repository, 'before', uniqueByName(plans, 'before'));
      const after = importTree(repository, 'after', uniqueByName(plans, 'after'));
      const expected = await judge(repository, before, after);
      findings += expected.length;
      const said = runGuardScript(repository, ['pair', before, after], { PATH });
      expect(said.stderr).toBe('');
      expect(said.stdout.split('\n').slice(0, -1)).toEqual(expected);
      expect(said.code).toBe(expected.length === 0 ? 0 : 1);
    }),
    { numRuns: RUNS },
  );
  expect(findings).toBeGreaterThan(RUNS);
});

function uniqueByName(
  plans: readonly [string, Record<'before' | 'after', Buffer | undefined>][],
  side: 'before' | 'after',
): Files {
  return plans.map(([name, versions], index) => [
    `${name}${index}`,
    index % 4 === 0 ? versions[side] : giveOwnSentinels(versions[side], index),
  ]);
}

/** Where all plans have the same sentinels, most that are lost are taken for moved. */
function giveOwnSentinels(text: Buffer | undefined, index: number): Buffer | undefined {
  const own = text?.toString('latin1').replaceAll(/\b[A-D]\b/g, (letter) => `${letter}${index}`);
  return own === undefined ? undefined : Buffer.from(own, 'latin1');
}
