import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFilterPatience } from '../../../src/git/landing/filter-patience.ts';
import { locateHeld } from '../../../src/git/landing/held-files.ts';
import { keepCopy, keepDisplaced } from '../../../src/git/landing/kept-files.ts';
import { makeJournal } from '../../support/journal.ts';
import { RUN } from '../../support/landing-scene.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';

const STARTED = Date.parse('2026-01-02T03:04:05.000Z');

/** A file that a landing holds and has replaced. */
function makeScene() {
  const repository = makeRepository();
  repository.commit({ 'x/a.txt': 'a\n' });
  const oid = repository.git('rev-parse', 'HEAD:x/a.txt');
  const [folder, records] = [makeFolder(), makeFolder()];
  mkdirSync(join(folder, 'held'));
  const journal = makeJournal(repository, {
    startedAt: new Date(STARTED).toISOString(),
    changes: [
      { path: 'none.txt', old: null, new: { mode: '100644', oid } },
      { path: 'x/a.txt', old: { mode: '100644', oid }, new: null },
    ],
  });
  const [file, heldAt] = [join(repository.path, 'x/a.txt'), locateHeld(folder, 1)];
  linkSync(file, heldAt);
  writeFileSync(`${file}.new`, 'of the landing\n');
  renameSync(`${file}.new`, file);
  const write = (text: string, atMs = STARTED): void => {
    writeFileSync(heldAt, text);
    utimesSync(heldAt, atMs / 1000, atMs / 1000);
  };
  const keep = () => keepDisplaced(journal, folder, records, makeFilterPatience(RUN, 60_000));
  return {
    repository,
    journal,
    records,
    file,
    heldAt,
    write,
    keep,
    keptAt: join(records, 'kept', RUN, 'x/a.txt'),
  };
}

test('what was written to a held file is moved to where the user finds it', async () => {
  const { heldAt, write, keep, keptAt } = makeScene();
  write("the user's\n");
  expect(await keep()).toEqual([keptAt]);
  expect(readFileSync(keptAt, 'utf8')).toBe("the user's\n");
  expect(existsSync(heldAt)).toBe(false);
});

test('what is as committed, older than the landing, or back in its place, is not kept', async () => {
  const { file, heldAt, write, keep } = makeScene();
  write('a\n');
  expect(await keep()).toEqual([]);
  write("the user's\n", STARTED - 60);
  expect(await keep()).toEqual([]);
  write("the user's\n", STARTED - 40);
  renameSync(heldAt, file);
  linkSync(file, heldAt);
  expect(await keep()).toEqual([]);
});

test('clocks of file systems may be a little behind', async () => {
  const { write, keep, keptAt } = makeScene();
  write("the user's\n", STARTED - 40);
  expect(await keep()).toEqual([keptAt]);
});

test('where a filter cannot tell, the bytes of the history do', async () => {
  const { repository, write, keep, keptAt } = makeScene();
  repository.write('.git/info/attributes', 'a.txt filter=broken\n');
  repository.git('config', 'filter.broken.required', 'true');
  repository.git('config', 'filter.broken.clean', 'false');
  write('a\n');
  expect(await keep()).toEqual([]);
  write('b\n');
  expect(await keep()).toEqual([keptAt]);
});

test('bytes that a filter turns into those of the history are not kept', async () => {
  const { repository, write, keep } = makeScene();
  repository.git('config', 'core.autocrlf', 'true');
  write('a\r\n');
  expect(await keep()).toEqual([]);
});

test('a copy is kept of what is not empty, and the file stays', () => {
  const { repository, journal, records, keptAt } = makeScene();
  expect(keepCopy(records, journal, 'x/a.txt')).toEqual([keptAt]);
  expect(readFileSync(keptAt, 'utf8')).toBe('of the landing\n');
  expect(repository.read('x/a.txt')).toBe('of the landing\n');
  repository.write('empty.txt', '');
  expect(keepCopy(records, journal, 'empty.txt')).toEqual([]);
});
