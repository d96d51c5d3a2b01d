import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeFilterPatience } from '../../../src/git/landing/filter-patience.ts';
import { holdFiles } from '../../../src/git/landing/held-files.ts';
import { copyIndex } from '../../../src/git/landing/index-copy.ts';
import { land } from '../../../src/git/landing/landing.ts';
import { describeThisProcess } from '../../../src/git/landing/landing-journal.ts';
import { recoverLandings } from '../../../src/git/landing/landing-recovery.ts';
import { prepareFiles } from '../../../src/git/landing/prepared-files.ts';
import { readTreeDifference } from '../../../src/git/tree-changes.ts';
import { listLocks } from '../../support/landing-kill-scene.ts';
import {
  haveGitWrite,
  makeLandingScene,
  photograph,
  readStatus,
  removeFiles,
  RUN,
} from '../../support/landing-scene.ts';
import { recordGit } from '../../support/count-git.ts';
import { makeFolder } from '../../support/repository.ts';
import { wrapProgram } from '../../support/wrap-program.ts';
import { waitUntil } from '../../support/program.ts';
import { useLandingProgram } from '../../support/spawn-landing.ts';
import { waitForNobodyIn } from '../../support/wait-for-nobody-in.ts';

const program = useLandingProgram();

const TWENTY = Array.from({ length: 20 }, (_, line) => `line ${line}\n`);
const OLD = { 'a.txt': TWENTY.join(''), 'gone/b.txt': 'b\n', 'c.txt': 'c\n' };

function makeScene() {
  const scene = makeLandingScene(OLD);
  const { repository, records } = scene;
  const commit = scene.makeCommit((copy) => {
    copy.write('a.txt', `${TWENTY.join('')}more\n`);
    copy.write('fresh/d.txt', 'd\n');
    removeFiles(copy, 'gone/b.txt');
  });
  const save = (path: string, text: string): void => {
    mkdirSync(join(repository.path, path, '..'), { recursive: true });
    writeFileSync(join(repository.path, `${path}.saving`), text);
    renameSync(join(repository.path, `${path}.saving`), join(repository.path, path));
  };
  return { ...scene, commit, records: realpathSync(records), save };
}

/** A landing of the scene's commit. */
function requestOf({ repository, records, commit }: ReturnType<typeof makeScene>) {
  return { home: repository.path, records, runId: RUN, target: 'main', commit, message: 'planex: land' };
}

/** The files and the index of a landing of the scene's commit, ready to be put in place. */
async function prepare({ repository, records, commit }: ReturnType<typeof makeScene>) {
  const [folder, gitDir] = [join(records, 'landings', RUN), realpathSync(join(repository.path, '.git'))];
  const [workTree, indexFile] = [repository.path, join(gitDir, 'index')];
  const { changes } = await readTreeDifference(workTree, 'HEAD', commit);
  mkdirSync(folder, { recursive: true });
  copyIndex(indexFile, join(folder, 'index'));
  const held = holdFiles(workTree, folder, changes, new Map());
  const where = { workTree, gitDir, commonDir: gitDir, indexFile, indexMark: '', ref: 'refs/heads/main' };
  const what = { old: repository.git('rev-parse', 'HEAD'), new: commit, message: 'm', changes };
  const owner = describeThisProcess();
  const journal = {
    version: 1 as const,
    runId: RUN,
    owner,
    startedAt: new Date().toISOString(),
    ...where,
    ...what,
  };
  const prepared = await prepareFiles(journal, folder, held, makeFilterPatience(RUN, 10_000));
  return { prepared, copy: join(folder, 'index') };
}

test('files are put in place as git would write them, and the index knows them', async () => {
  const scene = makeScene();
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

describe('what the user saves in the last instant is not overwritten', () => {
  test.each([
    ['a file that is replaced', 'a.txt'],
    ['a file that is removed', 'gone/b.txt'],
    ['a new file where one is added', 'fresh/d.txt'],
    ['a file where a folder is added', 'fresh'],
  ])('%s', async (_, path) => {
    const scene = makeScene();
    const { prepared } = await prepare(scene);
    scene.save(path, 'mine\n');

    expect(prepared?.place()).toContain('somebody has');

    expect(scene.repository.read(path)).toBe('mine\n');
  });
});

/** A filter that takes as long as there is a file `hang` to write `a.txt` and `fresh/d.txt`. */
function makeSlow(scene: ReturnType<typeof makeScene>) {
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
    const scene = makeScene();
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
  const scene = makeScene();
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
  const scene = makeScene();
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
    const scene = makeScene();
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
  const scene = makeScene();
  const readGit = recordGit();
  wrapProgram('ls', (real) => `${real} "$@" | sed '${edit}'`);

  expect((await scene.land(scene.commit)).kind).toBe('landed');

  expect(readGit().filter((line) => line.includes('read-tree -m -u'))).toHaveLength(count);
  expect(readStatus(scene.repository)).toBe('');
});

test('access is asked for however many files there are', async () => {
  const scene = makeScene();
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
  const scene = makeScene();
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

test('a commit whose paths lead out of the work tree writes nothing', async () => {
  const scene = makeScene();
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
  const scene = makeScene();
  scene.repository.git('config', 'core.splitIndex', 'true');

  expect((await scene.land(scene.commit)).kind).toBe('landed');

  const names = readdirSync(join(scene.repository.path, '.git'));
  expect(names.filter((name) => name.startsWith('sharedindex.'))).toEqual([]);
  expect(readStatus(scene.repository)).toBe('');
});

test("an empty folder where a file is added is in nobody's way", async () => {
  const scene = makeScene();
  mkdirSync(join(scene.repository.path, 'fresh/d.txt'), { recursive: true });

  expect((await scene.land(scene.commit)).kind).toBe('landed');

  expect(scene.repository.read('fresh/d.txt')).toBe('d\n');
});

test('attributes that the user has not committed have no say in a landing that they would refuse', async () => {
  const scene = makeScene();
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
  const scene = makeScene();
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
  const scene = makeScene();
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

describe('what the user does to files after a kill is theirs', () => {
  const KILLS = [
    'landing:journal-written',
    'landing:files-held',
    'landing:files-prepared',
    'landing:ref-prepared',
  ];

  async function makeKilled(point: string) {
    const scene = makeScene();
    const work = { verb: 'land', request: requestOf(scene) };
    expect((await program.start(work, { PLANEX_FAULT_POINT: point }).ended).signal).toBe('SIGKILL');
    await waitForNobodyIn(realpathSync(scene.repository.path));
    return scene;
  }

  test.each([...KILLS, 'landing:files-begun'])(
    'killed at %s: a shortened file stays short',
    async (point) => {
      const scene = await makeKilled(point);
      scene.repository.write('a.txt', TWENTY.slice(0, 15).join(''));

      await recoverLandings(scene.records);

      expect(scene.repository.read('a.txt')).toBe(TWENTY.slice(0, 15).join(''));
      expect(listLocks(scene)).toEqual([]);
    },
  );

  test.each(KILLS)('killed at %s: a removed file stays removed', async (point) => {
    const scene = await makeKilled(point);
    scene.repository.git('rm', '--quiet', 'a.txt');

    await recoverLandings(scene.records);

    expect(readStatus(scene.repository)).toMatch(/^1 D\. .* a\.txt\0$/);
  });

  test('after a loss of power, what is cut off is put right, and kept', async () => {
    const scene = await makeKilled('landing:files-written');
    const [name = ''] = readdirSync(join(scene.records, 'landings')).filter((one) => one.endsWith('.json'));
    const file = join(scene.records, 'landings', name);
    const journal = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(
      file,
      JSON.stringify({ ...journal, owner: { ...journal.owner, bootId: 'the boot before' } }),
    );
    truncateSync(join(scene.repository.path, 'a.txt'), 30);
    truncateSync(join(scene.repository.path, 'fresh/d.txt'), 1);

    expect(await recoverLandings(scene.records)).toMatchObject([{ result: 'rolled-back' }]);

    expect(scene.repository.read('a.txt')).toBe(OLD['a.txt']);
    expect(existsSync(join(scene.repository.path, 'fresh'))).toBe(false);
    expect(readStatus(scene.repository)).toBe('');
  });

  test('what is saved while a recovery looks at the files stays', async () => {
    const scene = await makeKilled('landing:files-written');
    const path = join(scene.repository.path, 'a.txt');
    scene.repository.write('fresh/d.txt', 'edited\n');
    // What d.txt would be is asked when a.txt is known to be as planex wrote it.
    writeFileSync(join(scene.repository.path, '.git/info/attributes'), 'd.txt filter=saving\n');
    const save = `echo mine > '${path}.saving'; mv '${path}.saving' '${path}'`;
    scene.repository.git('config', 'filter.saving.clean', 'cat');
    scene.repository.git('config', 'filter.saving.smudge', `cat; ${save}`);

    await recoverLandings(scene.records);

    expect(scene.repository.read('a.txt')).toBe('mine\n');
    expect(scene.repository.read('fresh/d.txt')).toBe('edited\n');
  });

  test('where git was writing, what is shorter than either side is put right, and kept', async () => {
    const scene = makeScene();
    haveGitWrite(scene.repository);
    const work = { verb: 'land', request: requestOf(scene) };
    expect((await program.start(work, { PLANEX_FAULT_POINT: 'landing:files-written' }).ended).signal).toBe(
      'SIGKILL',
    );
    await waitForNobodyIn(realpathSync(scene.repository.path));
    scene.repository.write('a.txt', TWENTY.slice(0, 15).join(''));

    const [recovery] = await recoverLandings(scene.records);

    expect(scene.repository.read('a.txt')).toBe(OLD['a.txt']);
    expect(recovery?.kept.map((path) => readFileSync(path, 'utf8'))).toEqual([TWENTY.slice(0, 15).join('')]);
  });
});
