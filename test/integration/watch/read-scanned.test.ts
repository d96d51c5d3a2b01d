import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LARGEST_FILE_BYTES, readScanned } from '../../../src/watch/read-scanned.ts';
import { signFile } from '../../../src/watch/signature.ts';
import { makeFolder } from '../../support/repository.ts';

function makeFile(): { root: string; path: string; signature: string } {
  const root = makeFolder();
  writeFileSync(join(root, 'a.md'), 'hello');
  return { root, path: 'a.md', signature: signFile(statSync(join(root, 'a.md'), { bigint: true })) };
}

test('a file that is as it was scanned is read, with its digest', async () => {
  const { root, ...file } = makeFile();
  expect(readScanned(root, file)).toEqual({
    kind: 'read',
    path: 'a.md',
    bytes: Buffer.from('hello'),
    digest: 'sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
  });
});

test('a file that changed since the scan, or is gone, is not read', async () => {
  const { root, ...file } = makeFile();
  writeFileSync(join(root, 'a.md'), 'other');
  expect(readScanned(root, file)).toBeUndefined();
  writeFileSync(join(root, 'a.md'), 'x'.repeat(LARGEST_FILE_BYTES + 1));
  expect(readScanned(root, file)).toBeUndefined();
  expect(readScanned(root, { ...file, path: 'gone.md' })).toBeUndefined();
  expect(readScanned(root, { ...file, path: 'a.md/below.md' })).toBeUndefined();
});

test('a file that cannot be opened says why', async () => {
  const root = makeFolder();
  const path = `${'x'.repeat(300)}.md`;
  expect(readScanned(root, { path, signature: '' })).toMatchObject({
    kind: 'unreadable',
    message: expect.stringContaining('ENAMETOOLONG'),
  });
});
