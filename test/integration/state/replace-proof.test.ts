import { closeSync, openSync, readdirSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { replaceFile } from '../../../src/state/replace-file.ts';
import { dropProof, isProven, placeProof } from '../../../src/state/replace-proof.ts';
import { onceReplaced } from '../../support/once-replaced.ts';
import { makeFolder } from '../../support/repository.ts';

function makeScene() {
  const [users, drafts] = [makeFolder(), makeFolder()];
  const path = join(users, 'plan.md');
  writeFileSync(path, 'old');
  const replace = (expected: string, text: string): Promise<boolean> =>
    replaceFile(path, Buffer.from(expected), Buffer.from(text), drafts, 'run');
  return { users, drafts, path, replace };
}

test('that a file was replaced is known until that is dropped, whatever becomes of the file', async () => {
  const { users, drafts, path, replace } = makeScene();
  expect(isProven(drafts, 'run')).toBe(false);
  expect(await replace('old', 'new')).toBe(true);
  writeFileSync(path, 'newer');
  expect([isProven(drafts, 'run'), isProven(drafts, 'other')]).toEqual([true, false]);
  dropProof(drafts, 'run');
  expect(isProven(drafts, 'run')).toBe(false);
  expect([...readdirSync(users), ...readdirSync(drafts)]).toEqual(['plan.md']);
});

test('what was not replaced proves nothing, also after it was once', async () => {
  const { users, drafts, replace } = makeScene();
  expect(await replace('old', 'new')).toBe(true);
  expect(await replace('old', 'newer')).toBe(false);
  expect(isProven(drafts, 'run')).toBe(false);
  expect([...readdirSync(users), ...readdirSync(drafts)]).toEqual(['plan.md']);
});

test('nor does what was given back to who was writing it', async () => {
  const { users, drafts, path, replace } = makeScene();
  const theirs = openSync(path, 'a');
  onceReplaced(path, () => writeSync(theirs, 'er'));
  expect(await replace('old', 'new')).toBe(false);
  closeSync(theirs);
  expect(readFileSync(path, 'utf8')).toBe('older');
  expect(isProven(drafts, 'run')).toBe(false);
  expect([...readdirSync(users), ...readdirSync(drafts)]).toEqual(['plan.md']);
});

test('what a killed one has left is no proof as long as its draft is there, and in nobody’s way', async () => {
  const { drafts, replace } = makeScene();
  const { fresh, held } = placeProof(drafts, 'run');
  writeFileSync(fresh, 'cut o');
  writeFileSync(held, 'old');
  expect(isProven(drafts, 'run')).toBe(false);
  expect(await replace('old', 'new')).toBe(true);
  expect(isProven(drafts, 'run')).toBe(true);
});
