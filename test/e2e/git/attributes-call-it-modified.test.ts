import { readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writePlan } from '../../support/plan.ts';
import { settle, standings } from '../../support/planex.ts';
import { makeFolder, makeRepository, useRepository } from '../../support/repository.ts';

const NAMES = (output: string): string[] => output.trim().split('\n').toSorted();

it.each(['sha1', 'sha256'])(
  'a file that only an attribute makes modified is in no commit, and holds none up (%s)',
  async (format) => {
    const repository = format === 'sha1' ? makeRepository() : useRepository(makeFolder());
    if (format === 'sha256') repository.git('init', '--quiet', '--object-format=sha256');
    repository.commit({ 'f.txt': 'one\r\ntwo\r\n', 'g.txt': 'one\r\ntwo\r\n' });
    repository.commit({ '.gitattributes': '*.txt text\n' });
    for (const name of ['f.txt', 'g.txt']) utimesSync(join(repository.path, name), new Date(), new Date());
    expect(repository.git('status', '--porcelain')).toBe(' M f.txt\n M g.txt');
    writePlan(repository, 'tea', [
      // What is saved anew with the bytes that it has is changed by nobody.
      { files: ['Create: a.bin'], commands: ['touch f.txt g.txt && echo a > a.bin'] },
      { files: ['Modify: f.txt'], commands: ["printf 'one\\r\\nthree\\r\\n' > f.txt && touch g.txt"] },
    ]);
    const { status } = await settle(repository);
    expect(standings(status)).toEqual(['done', 'done']);
    expect(NAMES(repository.git('show', '--format=', '--name-only', 'HEAD~1'))).toEqual(['a.bin']);
    expect(NAMES(repository.git('show', '--format=', '--name-only', 'HEAD'))).toEqual(['f.txt']);
    expect(repository.git('cat-file', 'blob', 'HEAD:g.txt')).toContain('\r');
    expect(readFileSync(join(repository.path, 'g.txt'), 'utf8')).toBe('one\r\ntwo\r\n');
    expect(repository.git('show', 'HEAD:f.txt').trimEnd()).toBe('one\nthree');
  },
);

it('what the user has written into such a file holds its task up', async () => {
  const repository = makeRepository();
  repository.commit({ 'f.txt': 'one\r\ntwo\r\n' });
  repository.commit({ '.gitattributes': '*.txt text\n' });
  repository.write('f.txt', 'mine\r\ntwo\r\n');
  writePlan(repository, 'tea', [{ files: ['Modify: f.txt'], commands: ['echo three > f.txt'] }]);
  expect(standings((await settle(repository)).status)).toEqual(['waiting: dirty-paths']);
  expect(repository.read('f.txt')).toBe('mine\r\ntwo\r\n');
});
