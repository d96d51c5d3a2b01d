import {
  chmodSync,
  closeSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { replaceFile } from '../../../src/state/replace-file.ts';
import { onceReplaced } from '../../support/once-replaced.ts';
import { makeFolder } from '../../support/repository.ts';

function makeScene() {
  const [users, drafts] = [makeFolder(), makeFolder()];
  const path = join(users, 'plan.md');
  writeFileSync(path, 'old');
  chmodSync(path, 0o640);
  const replace = (expected: string, text: string, at = path): Promise<boolean> =>
    replaceFile(at, Buffer.from(expected), Buffer.from(text), drafts);
  return { users, drafts, path, replace };
}

test('a file with the expected bytes is replaced and keeps its mode', async () => {
  const { users, drafts, path, replace } = makeScene();
  expect(await replace('old', 'new')).toBe(true);
  expect(readFileSync(path, 'utf8')).toBe('new');
  expect(lstatSync(path).mode & 0o777).toBe(0o640);
  expect([...readdirSync(users), ...readdirSync(drafts)]).toEqual(['plan.md']);
});

test('a file with other bytes, or none, is left alone', async () => {
  const { users, drafts, path, replace } = makeScene();
  expect(await replace('older', 'new')).toBe(false);
  expect(readFileSync(path, 'utf8')).toBe('old');
  expect(await replace('old', 'new', join(users, 'gone.md'))).toBe(false);
  expect([...readdirSync(users), ...readdirSync(drafts)]).toEqual(['plan.md']);
});

test('a link stays one, and the file behind it is replaced', async () => {
  const { users, path, replace } = makeScene();
  const link = join(users, 'link.md');
  symlinkSync('plan.md', link);
  expect(await replace('old', 'new', link)).toBe(true);
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readFileSync(path, 'utf8')).toBe('new');
});

test('who had opened the file before, and writes it while it is replaced, was faster', async () => {
  const { users, drafts, path, replace } = makeScene();
  const theirs = openSync(path, 'a');
  onceReplaced(path, () => writeSync(theirs, 'er'));
  expect(await replace('old', 'new')).toBe(false);
  closeSync(theirs);
  expect(readFileSync(path, 'utf8')).toBe('older');
  expect([...readdirSync(users), ...readdirSync(drafts)]).toEqual(['plan.md']);
});

test('of two who write it then, neither is lost', async () => {
  const { drafts, path, replace } = makeScene();
  const theirs = openSync(path, 'a');
  onceReplaced(path, () => {
    writeSync(theirs, 'er');
    writeFileSync(path, 'newer');
  });
  expect(await replace('old', 'new')).toBe(false);
  closeSync(theirs);
  expect(readFileSync(path, 'utf8')).toBe('newer');
  const [kept = '', ...others] = readdirSync(drafts);
  expect(others).toEqual([]);
  expect(kept).toMatch(/^plan\.md.*\.kept$/);
  expect(readFileSync(join(drafts, kept), 'utf8')).toBe('older');
});
