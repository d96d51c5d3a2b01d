import { chmodSync, lstatSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { replaceFile } from '../../../src/state/replace-file.ts';
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
