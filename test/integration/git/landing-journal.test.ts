import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  claimJournal,
  describeThisProcess,
  type FoundJournal,
  isJournalDraft,
  isJournalInWork,
  type LandingJournal,
  leaveJournal,
  listJournals,
  locateLandingFolder,
  readJournal,
  removeJournal,
  writeJournal,
} from '../../../src/git/landing/landing-journal.ts';
import { makeFolder } from '../../support/repository.ts';

const RUN = 'run-of-journal';
const DEAD = { pid: 2 ** 22, startTime: '1', bootId: 'another boot' };

function describe(owner: LandingJournal['owner']): LandingJournal {
  const place = {
    workTree: '/project',
    gitDir: '/project/.git',
    commonDir: '/project/.git',
    indexFile: '/project/.git/index',
  };
  const what = { indexMark: 'absent', ref: 'refs/heads/main', old: '1', new: '2', message: 'm', changes: [] };
  return { version: 1, runId: RUN, owner, startedAt: new Date(0).toISOString(), ...place, ...what };
}

/** The journal of a process that is gone. */
function makeLeft(): { records: string; found: FoundJournal } {
  const records = makeFolder();
  writeJournal(records, describe(DEAD));
  leaveJournal(RUN);
  const [found] = listJournals(records);
  if (found === undefined) throw new Error('there is no journal');
  return { records, found };
}

test('a journal is read as it was written, and is in work until its landing ends', () => {
  const records = makeFolder();
  const journal = describe(describeThisProcess());
  writeJournal(records, journal);
  const [found, ...others] = listJournals(records);
  expect(others).toEqual([]);
  if (found === undefined) throw new Error('there is no journal');
  expect(readJournal(found.file)).toEqual(journal);
  expect(found).toEqual({ runId: RUN, file: join(records, `landings/${RUN}.json`), owner: journal.owner });
  expect(isJournalInWork(found)).toBe(true);
  expect(claimJournal(records, found)).toBeUndefined();
  mkdirSync(locateLandingFolder(records, RUN));
  removeJournal(records, RUN);
  expect(readdirSync(join(records, 'landings'))).toEqual([]);
  expect(isJournalInWork(found)).toBe(false);
});

test('one of many takes over the journal of a dead process', () => {
  const { records, found } = makeLeft();
  expect(isJournalInWork(found)).toBe(false);
  const claimed = claimJournal(records, found);
  expect(claimed).toMatchObject({ runId: RUN, owner: describeThisProcess() });
  expect(listJournals(records)).toEqual([claimed]);
  expect(claimed && isJournalInWork(claimed)).toBe(true);
  leaveJournal(RUN);
  // Whoever had found it under its old name comes too late, and does not count as at work on it.
  expect(claimJournal(records, found)).toBeUndefined();
  expect(claimed && isJournalInWork(claimed)).toBe(false);
  expect(claimed && claimJournal(records, claimed)).toEqual(claimed);
  removeJournal(records, RUN, claimed?.file);
  expect(listJournals(records)).toEqual([]);
});

test('a journal that cannot be taken over is said, and can be another time', () => {
  const { records, found } = makeLeft();
  const claimed = claimJournal(records, found);
  if (claimed === undefined) throw new Error('it is not claimed');
  leaveJournal(RUN);
  const again = { ...found, file: join(records, 'landings', 'again.json') };
  writeFileSync(again.file, '');
  removeJournal(records, RUN, claimed.file);
  mkdirSync(claimed.file);
  expect(() => claimJournal(records, again)).toThrow(/EISDIR|ENOTDIR/);
  expect(existsSync(again.file)).toBe(true);
  expect(isJournalInWork({ ...again, owner: undefined })).toBe(false);
});

test('a journal with an odd run is named so that it can be told from its owner', () => {
  const records = makeFolder();
  const found = { runId: 'a%b/c', file: join(records, 'landings/left.json'), owner: DEAD };
  mkdirSync(join(records, 'landings'));
  writeFileSync(found.file, '');
  const claimed = claimJournal(records, found);
  expect(listJournals(records)).toEqual([claimed]);
  expect(claimed?.runId).toBe('a%b/c');
  removeJournal(records, found.runId, claimed?.file);
});

test('other files beside journals are none, and drafts are told by their run', () => {
  const records = makeFolder();
  expect(listJournals(records)).toEqual([]);
  mkdirSync(join(records, 'landings'));
  for (const name of [`${RUN}.0123.temporary`, RUN, 'note.txt'])
    writeFileSync(join(records, 'landings', name), '');
  expect(listJournals(records)).toEqual([]);
  expect(isJournalDraft(`${RUN}.0123.temporary`, RUN)).toBe(true);
  expect(isJournalDraft(`${RUN}.json`, RUN)).toBe(false);
  expect(isJournalDraft(`${RUN}-2.0123.temporary`, RUN)).toBe(false);
});

test.each([
  ['gone', undefined],
  ['cut', '{"version":1'],
  ['of another version', JSON.stringify({ ...describe(DEAD), version: 2 })],
])('a journal that is %s says nothing', (_, text) => {
  const file = join(makeFolder(), 'left.json');
  if (text !== undefined) writeFileSync(file, text);
  expect(readJournal(file)).toBeUndefined();
});

test('a folder of journals that cannot be read is said', () => {
  const records = makeFolder();
  writeFileSync(join(records, 'landings'), '');
  expect(() => listJournals(records)).toThrow('ENOTDIR');
});
