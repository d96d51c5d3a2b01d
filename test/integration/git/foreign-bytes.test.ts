import { expect, test } from 'vitest';
import { findForeign } from '../../../src/git/history/foreign-bytes.ts';
import { openRepository } from '../../../src/git/repository.ts';
import { recordGit } from '../../support/count-git.ts';
import { makeFolder, makeRepository, type TestRepository, useRepository } from '../../support/repository.ts';

/** Which of these texts, each at a path of its own, count as foreign. */
async function findForeignTexts(
  { path }: TestRepository,
  texts: readonly string[],
  own: readonly string[] = [],
): Promise<string[]> {
  const files = texts.map((text, at) => ({ path: `docs/plan-${at}.md`, bytes: Buffer.from(text) }));
  const foreign = await findForeign(await openRepository(path), files, new Set(own));
  return [...foreign].map(({ bytes }) => bytes.toString());
}

test('among many files exactly those that other commits hold are foreign', async () => {
  const repository = makeRepository();
  repository.git('switch', '--quiet', '-c', 'side');
  repository.commit({ 'theirs.md': 'theirs\n', 'also.md': 'also theirs\n' });
  repository.git('switch', '--quiet', 'main');
  const own = repository.commit({ 'mine.md': 'mine\n' });
  repository.write('loose.md', 'never committed\n');
  repository.git('add', 'loose.md');
  const texts = ['fresh\n', 'theirs\n', 'mine\n', 'never committed\n', 'also theirs\n', ''];
  expect(await findForeignTexts(repository, texts, [own])).toEqual(['theirs\n', 'also theirs\n']);
  expect(await findForeignTexts(repository, texts)).toEqual(['theirs\n', 'mine\n', 'also theirs\n']);
  expect(await findForeignTexts(repository, ['mine\n'], [own])).toEqual([]);
});

test('what a commit of the user and another one hold is foreign', async () => {
  const repository = makeRepository();
  repository.commit({ 'theirs.md': 'the same\n' });
  const own = repository.commit({ 'mine.md': 'the same\n' });
  expect(await findForeignTexts(repository, ['the same\n'], [own])).toEqual(['the same\n']);
});

test('settings for looking at the log change nothing', async () => {
  const repository = useRepository(makeFolder());
  repository.git('init', '--quiet');
  repository.commit({ 'first.md': 'of the first commit\n' });
  const own = repository.commit({ 'mine.md': 'mine\n' });
  repository.git('config', 'log.showRoot', 'false');
  repository.git('config', 'log.showSignature', 'true');
  repository.git('config', 'log.diffMerges', 'off');
  repository.git('config', 'color.ui', 'always');
  expect(await findForeignTexts(repository, ['of the first commit\n', 'mine\n'], [own])).toEqual([
    'of the first commit\n',
  ]);
});

test('a first look at many fresh files takes three processes, whatever their number', async () => {
  const repository = makeRepository();
  const texts = Array.from({ length: 400 }, (_, at) => `plan ${at}\n`);
  const opened = await openRepository(repository.path);
  const files = texts.map((text, at) => ({ path: `docs/plan-${at}.md`, bytes: Buffer.from(text) }));
  const readGit = recordGit();
  expect((await findForeign(opened, files, new Set())).size).toBe(0);
  expect(readGit()).toHaveLength(3);
});

test('many files of other commits are found in one walk through the history', async () => {
  const repository = makeRepository();
  const texts = Array.from({ length: 40 }, (_, at) => `plan ${at}\n`);
  repository.commit(Object.fromEntries(texts.map((text, at) => [`theirs/${at}.md`, text])));
  const opened = await openRepository(repository.path);
  const files = texts.map((text, at) => ({ path: `docs/plan-${at}.md`, bytes: Buffer.from(text) }));
  const readGit = recordGit();
  expect((await findForeign(opened, files, new Set())).size).toBe(40);
  expect(readGit().filter((line) => line.startsWith('log '))).toHaveLength(1);
});

test('what git has converted on the way is foreign, also by attributes that are gone', async () => {
  const repository = makeRepository();
  const own = repository.commit({ 'docs/plan-0.md': 'mine\r\nand\n' });
  repository.commit({ 'docs/plan-1.md': 'theirs\r\nand\n$Id: old $\n' });
  repository.commit({ 'docs/plan-2.md': 'other\n' });
  const texts = ['mine\r\nand\r\n', 'theirs\r\nand\r\n$Id: 12ab $\r\n', 'other words\r\n', 'new $Id$\r\n'];
  for (const attributes of ['', '*.md text eol=crlf ident\n']) {
    repository.write('.gitattributes', attributes);
    expect(await findForeignTexts(repository, texts, [own])).toEqual([texts[1]]);
  }
});

test('where a submodule stands beside it, what git has converted is told from what is new', async () => {
  const repository = makeRepository();
  repository.commit({ 'docs/plan-0.md': 'theirs\nand\n' });
  const head = repository.git('rev-parse', 'HEAD');
  repository.git('update-index', '--add', '--cacheinfo', `160000,${head},docs/module`);
  repository.git('commit', '--quiet', '-m', 'a submodule');
  const texts = ['theirs\r\nand\r\n', 'new\r\n'];
  expect(await findForeignTexts(repository, texts)).toEqual([texts[0]]);
});
