import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeFilterPatience } from '../../../src/git/landing/filter-patience.ts';
import { holdFiles } from '../../../src/git/landing/held-files.ts';
import { copyIndex } from '../../../src/git/landing/index-copy.ts';
import { land } from '../../../src/git/landing/landing.ts';
import { recoverLandings } from '../../../src/git/landing/landing-recovery.ts';
import { prepareFiles } from '../../../src/git/landing/prepared-files.ts';
import { readTreeDifference } from '../../../src/git/tree-changes.ts';
import { makeJournal } from '../../support/journal.ts';
import { photograph, readStatus, removeFiles, RUN } from '../../support/landing-scene.ts';
import { recordGit } from '../../support/count-git.ts';
import { makeFolder } from '../../support/repository.ts';
import { wrapProgram } from '../../support/wrap-program.ts';
import { waitUntil } from '../../support/program.ts';
import { makePreparedScene, OLD, requestOf } from '../../support/prepared-scene.ts';

/** The files and the index of a landing of the scene's commit, ready to be put in place. */
async function prepare(
  { repository, records, commit }: ReturnType<typeof makePreparedScene>,
  known?: ReturnType<typeof holdFiles>,
) {
  const folder = join(records, 'landings', RUN);
  const [workTree, indexFile] = [repository.path, join(repository.path, '.git/index')];
  const { changes } = await readTreeDifference(workTree, 'HEAD', commit);
  mkdirSync(folder, { recursive: true });
  copyIndex(indexFile, join(folder, 'index'));
  const held = known ?? holdFiles(workTree, folder, changes, new Map());
  const journal = makeJournal(repository, { new: commit, changes });
  const prepared = await prepareFiles(journal, folder, held, makeFilterPatience(RUN, 10_000));
  return { prepared, copy: join(folder, 'index') };
}

test('files are put in place as git would write them, and the index knows them', async () => {
  const scene = makePreparedScene();
  const { repository, commit } = scene;
  const { prepared, copy } = await prepare(scene);
  expect(readFileSync(join(repository.path, 'a.txt'), 'utf8')).toBe(OLD['a.txt']);

  expect(prepared?.place()).toBeUndefined();

  renameSync(copy, join(repository.path, '.git/index'));
  expect(repository.git('diff-files')).toBe('');
  expect(repository.git('diff-index', '--cached', commit)).toBe('');
  expect(existsSync(join(repository.path, 'gone'))).toBe(false);
  expect(statSync(join(repository.path, 'a.txt')).nlink).toBe(1);
});

test('where a file has no second name, git writes', async () => {
  const scene = makePreparedScene();
  const { prepared } = await prepare(scene, []);
  expect(prepared).toBeUndefined();
});

describe('what the user saves in the last instant is not overwritten', () => {
  test.each([
    ['a file that is replaced', 'a.txt'],
    ['a file that is removed', 'gone/b.txt'],
    ['a new file where one is added', 'fresh/d.txt'],
    ['a file where a folder is added', 'fresh'],
  ])('%s', async (_, path) => {
    const scene = makePreparedScene();
    const { prepared } = await prepare(scene);
    scene.save(path, 'mine\n');

    expect(prepared?.place()).toContain('somebody has');

    expect(scene.repository.read(path)).toBe('mine\n');
  });
});

/** A filter that takes as long as there is a file `hang` to write `a.txt` and `fresh/d.txt`. */
function makeSlow(scene: ReturnType<typeof makePreparedScene>) {
  const gitDir = join(scene.repository.path, '.git');
  const [hang, begun] = [join(gitDir, 'hang'), join(gitDir, 'begun')];
  writeFileSync(join(gitDir, 'info/attributes'), 'a.txt filter=slow\nd.txt filter=slow\n');
  scene.repository.git('config', 'filter.slow.clean', 'cat');
  const wait = `while test -e '${hang}'; do sleep 0.02; done`;
  scene.repository.git('config', 'filter.slow.smudge', `touch '${begun}'; ${wait}; cat`);
  writeFileSync(hang, '');
  return { hang, begun };
}

test.each(['a.txt', 'fresh/d.txt', 'gone/b.txt'])(
  '%s that is saved while a filter takes its time stays, and the landing waits for it',
  async (path) => {
    const scene = makePreparedScene();
    const { hang, begun } = makeSlow(scene);
    const landing = scene.land(scene.commit);
    await waitUntil(() => existsSync(begun), 'the filter is at work');
    expect(existsSync(join(scene.repository.path, '.git/index.lock'))).toBe(false);
    scene.save(path, 'mine\n');
    const before = photograph(scene.repository);
    renameSync(hang, `${hang}-ended`);

    expect(await landing).toEqual({ kind: 'dirty-paths', paths: [path] });

    expect(photograph(scene.repository)).toEqual(before);
    expect(scene.repository.read(path)).toBe('mine\n');
  },
);

test('a filter whose bytes do not come back the same leaves no change of the user', async () => {
  const scene = makePreparedScene();
  const { repository } = scene;
  writeFileSync(join(repository.path, '.git/info/attributes'), 'd.txt filter=loud\n');
  repository.git('config', 'filter.loud.clean', 'cat');
  repository.git('config', 'filter.loud.smudge', 'tr a-z A-Z');

  expect((await scene.land(scene.commit)).kind).toBe('landed');

  expect(repository.read('fresh/d.txt')).toBe('D\n');
  // Git looks into what is no older than the index, by whole seconds.
  const later = Date.now() / 1_000 + 5;
  utimesSync(join(repository.path, '.git/index'), later, later);
  expect(readStatus(repository)).toBe('');
});

test('a required filter that fails has changed nothing', async () => {
  const scene = makePreparedScene();
  const { repository } = scene;
  writeFileSync(join(repository.path, '.git/info/attributes'), 'd.txt filter=broken\n');
  repository.git('config', 'filter.broken.smudge', 'false');
  repository.git('config', 'filter.broken.required', 'true');
  const before = photograph(repository);

  expect(await scene.land(scene.commit)).toMatchObject({
    kind: 'refused',
    output: expect.stringContaining('broken'),
  });

  expect(photograph(repository)).toEqual(before);
  expect(await recoverLandings(scene.records)).toEqual([]);
});

const GROUP = 12_345;

test.runIf(process.getuid?.() === 0)(
  'where a folder gives its group to what is in it, git writes there',
  async () => {
    const scene = makePreparedScene();
    const { repository } = scene;
    chownSync(repository.path, 0, GROUP);
    chmodSync(repository.path, 0o2755);
    repository.write('a.txt', 'by planex\n');
    const written = { path: 'a.txt', bytes: Buffer.from('by planex\n') };

    expect((await land({ ...requestOf(scene), written })).kind).toBe('landed');

    expect(statSync(join(repository.path, 'a.txt')).gid).toBe(GROUP);
    expect(readStatus(repository)).toBe('');
  },
);

// What `ls` has to show of `.` for git to write the files itself.
test.each([
  [
    'where a folder has an access control list, git writes, so that new files inherit it',
    '1s/^\\(.\\{10\\}\\)[. ]/\\1+ /',
    1,
  ],
  ['where nobody can tell, git writes', 'd', 1],
  ['where there is none, git has written beforehand', '', 0],
])('%s', async (_, edit, count) => {
  const scene = makePreparedScene();
  const readGit = recordGit();
  wrapProgram('ls', (real) => `${real} "$@" | sed '${edit}'`);

  expect((await scene.land(scene.commit)).kind).toBe('landed');

  expect(readGit().filter((line) => line.includes('read-tree -m -u'))).toHaveLength(count);
  expect(readStatus(scene.repository)).toBe('');
});

test("an access list of planex's own folder is none of the files", async () => {
  const scene = makePreparedScene();
  const readGit = recordGit();
  wrapProgram('ls', (real) => `${real} "$@" | sed '/planex\\/landings/s/^\\(.\\{10\\}\\)[. ]/\\1+ /'`);

  expect((await scene.land(scene.commit)).kind).toBe('landed');

  expect(readGit().filter((line) => line.includes('read-tree -m -u'))).toHaveLength(1);
});

test('access is asked for however many files there are', async () => {
  const scene = makePreparedScene();
  const readGit = recordGit();
  const long = 'a-name-that-is-rather-long-for-a-file'.repeat(4);
  const commit = scene.makeCommit((copy) => {
    for (let number = 0; number < 300; number += 1) copy.write(`many/${long}-${number}.txt`, `${number}\n`);
  });

  expect((await scene.land(commit)).kind).toBe('landed');

  expect(readGit().filter((line) => line.includes('read-tree -m -u'))).toEqual([]);
  expect(readStatus(scene.repository)).toBe('');
});

test('attributes that are in the index alone count, as for git', async () => {
  const scene = makePreparedScene();
  const { repository } = scene;
  repository.commit({ '.gitattributes': '*.txt eol=lf\n', 'deep/.gitattributes': 'e.txt eol=crlf\n' });
  const commit = scene.makeCommit((copy) => {
    copy.write('deep/e.txt', 'e\n');
    copy.write('deep/f.txt', 'f\n');
  });
  removeFiles(repository, 'deep/.gitattributes');
  const readGit = recordGit();

  expect((await scene.land(commit)).kind).toBe('landed');

  expect(repository.read('deep/e.txt')).toBe('e\r\n');
  expect(repository.read('deep/f.txt')).toBe('f\n');
  expect(readGit().filter((line) => line.includes('read-tree -m -u'))).toEqual([]);
});

test('attributes that the user has edited have no say before they are committed', async () => {
  const scene = makePreparedScene();
  const { repository } = scene;
  repository.commit({ '.gitattributes': '*.txt eol=lf\n' });
  const commit = scene.makeCommit((copy) => copy.write('e.txt', 'e\n'));
  repository.write('.gitattributes', '*.txt eol=crlf\n');

  expect((await scene.land(commit)).kind).toBe('landed');

  expect(repository.read('e.txt')).toBe('e\n');
  expect(readStatus(repository)).toMatch(/^1 \.M .* \.gitattributes\0$/);
});

test('a filter that asks the index finds in it what lands', async () => {
  const scene = makePreparedScene();
  const { repository } = scene;
  writeFileSync(join(repository.path, '.git/info/attributes'), 'd.txt filter=asking\n');
  repository.git('config', 'filter.asking.clean', 'cat');
  repository.git('config', 'filter.asking.smudge', 'cat; git show :a.txt | tail -n 1; git show :c.txt');

  expect((await scene.land(scene.commit)).kind).toBe('landed');

  expect(repository.read('fresh/d.txt')).toBe('d\nmore\nc\n');
});

test('a path that is too long only where files are prepared is written by git', async () => {
  const scene = makePreparedScene();
  const { repository } = scene;
  const long = 'long-'.repeat(1_000).slice(0, 4_080 - repository.path.length);
  const path = (long.match(/.{1,200}/g) ?? [])
    .map((part) => part.replace(/.$/, '/'))
    .join('')
    .replace(/\/$/, 'g');
  // No work tree of a run has it at a shorter place: it is put into the commit directly.
  const blob = repository.git('rev-parse', 'HEAD:c.txt');
  const index = { ...process.env, GIT_INDEX_FILE: join(scene.records, 'long') };
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: repository.path, env: index, encoding: 'utf8' }).trim();
  git('read-tree', 'HEAD');
  git('update-index', '--add', '--cacheinfo', `100644,${blob},${path}`);
  const commit = git('commit-tree', '-m', 'long', '-p', 'HEAD', git('write-tree'));

  expect((await scene.land(commit)).kind).toBe('landed');

  expect(repository.git('status', '--porcelain')).toBe('');
});

test('a commit whose paths lead out of the work tree writes nothing', async () => {
  const scene = makePreparedScene();
  const { repository } = scene;
  const blob = repository.git('hash-object', '-w', join(repository.path, 'c.txt'));
  const makeTree = (entry: string): string =>
    execFileSync('git', ['mktree'], { cwd: repository.path, input: `${entry}\n`, encoding: 'utf8' }).trim();
  let tree = makeTree(`100644 blob ${blob}\tescaped.txt`);
  for (let level = 0; level < 4; level += 1) tree = makeTree(`040000 tree ${tree}\t..`);
  const commit = repository.git('commit-tree', '-m', 'out', '-p', 'HEAD', tree);

  expect((await scene.land(commit)).kind).toBe('refused');

  const prepared = join(scene.records, 'landings', RUN, 'prepared');
  expect(existsSync(join(prepared, '../../../../escaped.txt'))).toBe(false);
});

test("an index that is to be split is split by the user's git alone", async () => {
  const scene = makePreparedScene();
  scene.repository.git('config', 'core.splitIndex', 'true');

  expect((await scene.land(scene.commit)).kind).toBe('landed');

  const names = readdirSync(join(scene.repository.path, '.git'));
  expect(names.filter((name) => name.startsWith('sharedindex.'))).toEqual([]);
  expect(readStatus(scene.repository)).toBe('');
});

test("an empty folder where a file is added is in nobody's way", async () => {
  const scene = makePreparedScene();
  const readGit = recordGit();
  mkdirSync(join(scene.repository.path, 'fresh/d.txt'), { recursive: true });

  expect((await scene.land(scene.commit)).kind).toBe('landed');

  expect(scene.repository.read('fresh/d.txt')).toBe('d\n');
  expect(readGit().filter((line) => line.includes('read-tree -m'))).toHaveLength(1);
});

test('attributes that the user has not committed have no say in a landing that they would refuse', async () => {
  const scene = makePreparedScene();
  scene.repository.write('.gitattributes', '*.txt filter=broken\n');
  scene.repository.git('config', 'filter.broken.clean', 'cat');
  scene.repository.git('config', 'filter.broken.smudge', 'false');
  scene.repository.git('config', 'filter.broken.required', 'true');
  scene.repository.git('update-index', '--refresh');

  const outcome = await scene.land(scene.commit);

  // Git looks for attributes in the index first, and in the work tree where the index has none.
  expect(outcome.kind).toBe('refused');
  scene.repository.commit({ '.gitattributes': '' });
  scene.repository.write('.gitattributes', '*.txt filter=broken\n');
  const next = scene.makeCommit((copy) => copy.write('c.txt', 'C\n'));
  expect(await scene.land(next)).toMatchObject({ kind: 'landed' });
});

test('a folder that the user replaces by a link in the last instant leads nowhere else', async () => {
  const scene = makePreparedScene();
  const { repository } = scene;
  repository.commit({ 'deep/e.txt': 'e\n' });
  const commit = scene.makeCommit((copy) => {
    copy.write('deep/e.txt', 'E\n');
    copy.write('deep/f.txt', 'f\n');
  });
  const { prepared } = await prepare({ ...scene, commit });
  const elsewhere = join(makeFolder(), 'deep');
  renameSync(join(repository.path, 'deep'), elsewhere);
  symlinkSync(elsewhere, join(repository.path, 'deep'));

  expect(prepared?.place()).toContain('replaced a folder');

  expect(readdirSync(elsewhere)).toEqual(['e.txt']);
  expect(readFileSync(join(elsewhere, 'e.txt'), 'utf8')).toBe('e\n');
});

test('what is saved right after files were put in place is a change, whatever its size and times', async () => {
  const scene = makePreparedScene();
  const { repository } = scene;
  const { prepared, copy } = await prepare(scene);
  const earlier = statSync(copy).mtimeMs;
  expect(prepared?.place()).toBeUndefined();
  const file = join(repository.path, 'fresh/d.txt');
  const { atime, mtime } = statSync(file);
  writeFileSync(file, 'D\n');
  utimesSync(file, atime, mtime);

  expect(Math.abs(statSync(copy).mtimeMs - earlier)).toBeLessThan(1);
  renameSync(copy, join(repository.path, '.git/index'));

  expect(repository.git('diff-files', '--name-only')).toBe('fresh/d.txt');
});
