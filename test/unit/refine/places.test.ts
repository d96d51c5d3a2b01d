import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findNewestPlan } from '../../../src/compose/refine/find-plan.ts';
import { OperatorError } from '../../../src/errors.ts';
import { listRunFolders, listTakenNames, makeRunFolder } from '../../../src/state/refine-folders.ts';
import { makeFolder } from '../../support/repository.ts';

it('proposes a plan beside a link that leads nowhere', () => {
  const home = makeFolder();
  writeFileSync(join(home, 'a.md'), '# A\n');
  symlinkSync('nowhere.md', join(home, 'b.md'));
  expect(findNewestPlan(home, { PLAN_GLOB: '*.md' })).toBe('a.md');
});

it('knows no runs where a file stands in the place of their folder, and begins none there', () => {
  const root = join(makeFolder(), '.refine-plan-against-codex');
  writeFileSync(root, '');
  expect(listRunFolders(root)).toEqual([]);
  expect(listTakenNames(root)).toEqual([]);
  expect(() => makeRunFolder(root, 'a')).toThrow(OperatorError);
});

it('writes no records through a link', () => {
  const [home, outside] = [makeFolder(), makeFolder()];
  const root = join(home, '.refine-plan-against-codex');
  symlinkSync(outside, root);
  expect(() => makeRunFolder(root, 'a')).toThrow(OperatorError);
  expect(listTakenNames(outside)).toEqual([]);
});
