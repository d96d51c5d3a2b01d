import { expect, test } from 'vitest';
import { asOperatorError, explainStorageError, findStorageWords } from '../../src/storage-error.ts';

test.each([
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'the disk quota is used up'],
  ['EFBIG', 'the file would be larger than is allowed'],
  ['EROFS', 'the file system is read-only'],
  ['EIO', 'the disk reports an error'],
])('%s is a trouble of the storage, and nothing of planex', (code, meaning) => {
  const error = Object.assign(new Error(`${code}: write`), { code });
  expect(explainStorageError(error)).toBe(`${meaning} (${code}: write)`);
  expect(asOperatorError(error)?.message).toContain(meaning);
});

test('other errors are not', () => {
  expect(explainStorageError(Object.assign(new Error('no'), { code: 'ENOTDIR' }))).toBeUndefined();
  expect(asOperatorError(new TypeError('no'))).toBeUndefined();
});

test('the words of a program say the same', () => {
  expect(findStorageWords('begun\nsh: write error: File too large\n')).toBe(
    'sh: write error: File too large',
  );
  expect(findStorageWords("EROFS: read-only file system, link 'a' -> 'b'")).toMatch(/^EROFS/);
  expect(findStorageWords('file too large: a.bin has more than 5 MB')).toBeUndefined();
  expect(findStorageWords('all is well')).toBeUndefined();
});
