import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { removeFile } from '../../src/remove-file.ts';
import { makeFolder } from '../support/repository.ts';

test('a file is removed, and one that is gone is no error', () => {
  const file = join(makeFolder(), 'file');
  writeFileSync(file, '');
  removeFile(file);
  expect(existsSync(file)).toBe(false);
  removeFile(file);
});

test('what is no file stays, and is said', () => {
  const folder = join(makeFolder(), 'folder');
  mkdirSync(folder);
  expect(() => removeFile(folder)).toThrow();
  expect(existsSync(folder)).toBe(true);
});
