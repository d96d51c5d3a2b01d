import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { placeJournal } from '../../../src/git/landing/place-journal.ts';
import { makeJournal } from '../../support/journal.ts';
import { makeFolder, makeRepository, useRepository } from '../../support/repository.ts';

/** The journal of a landing in a repository, and one in a linked work tree of it. */
function makeScene() {
  const top = makeFolder();
  const path = join(top, 'repository');
  mkdirSync(path);
  const repository = useRepository(path);
  repository.git('init', '--quiet');
  repository.commit({ 'a.txt': 'a\n' });
  const linked = join(top, 'linked');
  repository.git('worktree', 'add', '--quiet', '-b', 'other', linked);
  const gitDir = repository.git('-C', linked, 'rev-parse', '--absolute-git-dir');
  const journal = makeJournal(repository);
  const ofLinked = makeJournal(repository, {
    workTree: linked,
    gitDir,
    indexFile: join(gitDir, 'index'),
  });
  return { top, repository, linked, journal, ofLinked, common: join(path, '.git') };
}

test('where nothing has moved, all is where the journal says', () => {
  const { repository, linked, journal, ofLinked, common } = makeScene();
  for (const one of [journal, ofLinked]) {
    const placed = placeJournal(one, common);
    expect(placed.journal).toEqual(one);
    expect(placed.workTree).toBe('there');
    expect(placed.locate(join(common, 'x'))).toBe(join(common, 'x'));
    expect(placed.locate('/elsewhere')).toBe('/elsewhere');
  }
  expect([journal.workTree, ofLinked.workTree]).toEqual([repository.path, linked]);
});

test('a repository that was moved takes its main work tree along', () => {
  const { top, repository, journal } = makeScene();
  const moved = join(top, 'moved');
  renameSync(repository.path, moved);
  const common = join(moved, '.git');
  const placed = placeJournal(journal, common);
  expect(placed.workTree).toBe('there');
  expect(placed.journal).toMatchObject({
    workTree: moved,
    gitDir: common,
    commonDir: common,
    indexFile: join(common, 'index'),
  });
  expect(placed.locate(join(journal.commonDir, 'planex/kept'))).toBe(join(common, 'planex/kept'));
  expect(placed.locate(join(top, 'elsewhere'))).toBe(join(top, 'elsewhere'));
});

test('a copy of a repository has its own work tree, and none of those that are linked to the original', () => {
  const { top, repository, linked, journal, ofLinked } = makeScene();
  const copied = join(top, 'copied');
  cpSync(repository.path, copied, { recursive: true });
  const common = join(copied, '.git');
  expect(placeJournal(journal, common)).toMatchObject({ workTree: 'there', journal: { workTree: copied } });
  expect(placeJournal(ofLinked, common)).toMatchObject({ workTree: 'gone', journal: { workTree: linked } });
});

test('a linked work tree that was moved is where git says', () => {
  const { top, repository, linked, ofLinked, common } = makeScene();
  const moved = join(top, 'moved');
  repository.git('worktree', 'move', linked, moved);
  expect(placeJournal(ofLinked, common)).toMatchObject({ workTree: 'there', journal: { workTree: moved } });
});

test('a linked work tree that is not there may come back, one that git does not know will not', () => {
  const { repository, linked, ofLinked, common } = makeScene();
  renameSync(linked, `${linked}-away`);
  expect(placeJournal(ofLinked, common)).toMatchObject({ workTree: 'away', journal: { workTree: linked } });
  repository.git('worktree', 'prune');
  expect(placeJournal(ofLinked, common).workTree).toBe('gone');
});

test('another repository in the place of a work tree is not taken for it', () => {
  const { linked, ofLinked, journal, repository, common } = makeScene();
  rmSync(linked, { recursive: true });
  useRepository(linked);
  cpSync(makeRepository().path, linked, { recursive: true });
  expect(placeJournal(ofLinked, common).workTree).toBe('away');
  rmSync(join(linked, '.git'), { recursive: true });
  writeFileSync(join(linked, '.git'), 'gitdir: /no/such/folder\n');
  expect(placeJournal(ofLinked, common).workTree).toBe('away');
  writeFileSync(join(linked, '.git'), 'nothing\n');
  expect(placeJournal(ofLinked, common).workTree).toBe('away');
  expect(placeJournal(journal, common)).toMatchObject({
    workTree: 'there',
    journal: { workTree: repository.path },
  });
});

test('a git folder that stands elsewhere moves without its work tree', () => {
  const { top, repository, journal, common } = makeScene();
  const apart = join(top, 'apart.git');
  renameSync(common, apart);
  writeFileSync(join(repository.path, '.git'), `gitdir: ${apart}\n`);
  const separate = { ...journal, commonDir: apart, gitDir: apart, indexFile: join(apart, 'index') };
  expect(placeJournal(separate, apart).workTree).toBe('there');
  const moved = join(top, 'moved.git');
  renameSync(apart, moved);
  expect(placeJournal(separate, moved)).toMatchObject({
    workTree: 'gone',
    journal: { workTree: repository.path, gitDir: moved },
  });
  writeFileSync(join(repository.path, '.git'), 'gitdir: ../moved.git');
  expect(placeJournal(separate, moved).workTree).toBe('there');
  expect(readFileSync(join(repository.path, '.git'), 'utf8')).toContain('moved');
});

test('the same repository by another way is the same', () => {
  const { top, repository, journal } = makeScene();
  const link = join(top, 'link');
  symlinkSync(repository.path, link);
  expect(placeJournal(journal, join(link, '.git'))).toMatchObject({ workTree: 'there', journal });
});
