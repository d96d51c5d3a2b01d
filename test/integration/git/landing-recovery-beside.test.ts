import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeLockToken } from '../../../src/git/landing/index-lock.ts';
import { describeThisProcess } from '../../../src/git/landing/landing-journal.ts';
import { recoverLandings } from '../../../src/git/landing/landing-recovery.ts';
import { dieAt, INDEX_REPLACED } from '../../support/die-after-rename.ts';
import {
  expectWhole,
  type KillScene,
  listLocks,
  makeKillScene,
  oldFiles,
} from '../../support/landing-kill-scene.ts';
import { makeLandingScene, readStatus, RUN } from '../../support/landing-scene.ts';
import { useLandingProgram } from '../../support/spawn-landing.ts';

const program = useLandingProgram();

async function kill(work: unknown, point: string): Promise<void> {
  expect((await program.start(work, dieAt(point)).ended).signal).toBe('SIGKILL');
}

async function makeKilled(point: string): Promise<KillScene> {
  const scene = makeKillScene();
  await kill(scene.work, point);
  return scene;
}

test.each(['landing:checked', 'landing-journal:drafted'])(
  'a landing killed at %s, before its journal was in place, leaves nothing behind',
  async (point) => {
    const scene = await makeKilled(point);
    expect(readdirSync(join(scene.records, 'landings'))).not.toEqual([]);

    expect(await recoverLandings(scene.records)).toEqual([]);
    expectWhole(scene);
  },
);

test('the folder of a landing that is at work, or that nobody can be asked about, is left alone', async () => {
  const scene = await makeKilled('landing:checked');
  const landings = join(scene.records, 'landings');
  for (const runId of ['mine', 'unknown']) mkdirSync(join(landings, runId));
  const token = { planex: 'landing', runId: 'mine', ...describeThisProcess() } as const;
  writeLockToken(join(landings, 'mine/lock'), token);
  writeFileSync(join(landings, 'mine.1234.temporary'), '{');
  writeFileSync(join(landings, 'a note of the user'), 'mine\n');

  expect(await recoverLandings(scene.records)).toEqual([]);

  expect(readdirSync(landings).sort()).toEqual([
    'a note of the user',
    'mine',
    'mine.1234.temporary',
    'unknown',
  ]);
});

test('of two recoveries of two landings each is done once', async () => {
  const scene = makeKillScene();
  const { records, work } = scene;
  for (const runId of [`${RUN}-1`, `${RUN}-2`]) {
    await kill({ ...work, request: { ...work.request, runId } }, 'landing:journal-written');
  }

  const answers = await Promise.all([recoverLandings(records), recoverLandings(records)]);
  // Both hold the same index: who comes upon the lock of the other leaves its landing to the next recovery.
  answers.push(await recoverLandings(records));

  const done = answers.flat().filter(({ result }) => !/nothing-to-do|postponed/.test(result));
  expect(done.map(({ runId, result }) => `${runId} ${result}`).sort()).toEqual([
    `${RUN}-1 rolled-back`,
    `${RUN}-2 rolled-back`,
  ]);
  expectWhole(scene);
});

test('a recovery that carries the mark of the run itself ends no process of its own line', async () => {
  const scene = makeKillScene();
  const { records, work } = scene;
  // Nobody else on this machine may take the process of the recovery for one of theirs.
  const runId = `run-${randomUUID()}`;
  await kill({ ...work, request: { ...work.request, runId } }, 'landing:files-written');

  // With a shell above it that bears the mark as well, and waits for it.
  const shell = ['sh', '-c', '"$@"; exit $?', 'sh'];
  const recovery = program.start({ verb: 'recover', records }, { PLANEX_RUN: runId }, shell);
  const { signal, output } = await recovery.ended;

  expect(signal).toBeNull();
  const detail = 'not landed on main, mended: a.txt, c.txt, fresh/d.txt, gone/b.txt';
  expect(JSON.parse(output)).toEqual([{ runId, result: 'rolled-back', detail, kept: [] }]);
  expectWhole(scene);
});

describe('what is said of a landing', () => {
  test('that nothing had been done of', async () => {
    const scene = await makeKilled('landing:journal-written');
    expect(await recoverLandings(scene.records)).toEqual([
      { runId: RUN, result: 'rolled-back', detail: 'not landed on main, nothing had changed', kept: [] },
    ]);
    expectWhole(scene);
  });

  test('that is finished', async () => {
    const scene = await makeKilled(INDEX_REPLACED);
    expect(await recoverLandings(scene.records)).toEqual([
      { runId: RUN, result: 'completed', detail: `${scene.commit} is on main`, kept: [] },
    ]);
    expect(scene.repository.git('reflog', '-1', '--format=%gs', 'main')).toBe(`planex: land ${RUN}`);
    expectWhole(scene);
  });

  test('whose work tree is not found', async () => {
    const scene = makeKillScene();
    const { repository, records, work } = scene;
    const linked = `${repository.path}-linked`;
    repository.git('checkout', '--quiet', '--detach');
    repository.git('worktree', 'add', '--quiet', linked, 'main');
    try {
      await kill({ ...work, request: { ...work.request, home: linked } }, 'landing:files-written');
      expect(listLocks(scene)).not.toEqual([]);
      rmSync(linked, { recursive: true });

      expect(await recoverLandings(records)).toEqual([
        {
          runId: RUN,
          result: 'set-aside',
          detail: `${linked} is not there, so what it had changed in your files and index stays as it is: see git status before you commit`,
          kept: [expect.stringContaining(`quarantine/landing-${RUN}`)],
        },
      ]);
      expect(readdirSync(join(records, 'landings'))).toEqual([]);
      expect(listLocks(scene)).toEqual([]);
    } finally {
      rmSync(linked, { recursive: true, force: true });
    }
  });
});

describe('what the user put beside and in place of the files of a killed landing stays', () => {
  test('a file in a folder that came with it', async () => {
    const { repository, records } = await makeKilled('landing:files-written');
    repository.write('fresh/mine.txt', 'mine\n');

    expect(await recoverLandings(records)).toMatchObject([{ result: 'rolled-back' }]);

    expect(readdirSync(join(repository.path, 'fresh'))).toEqual(['mine.txt']);
    expect(repository.read('gone/b.txt')).toBe(oldFiles['gone/b.txt']);
  });

  test('a file where a folder was that it removed', async () => {
    const { repository, records } = await makeKilled('landing:files-written');
    repository.write('gone', 'mine\n');

    expect(await recoverLandings(records)).toEqual([
      {
        runId: RUN,
        result: 'user-moved-on',
        detail: 'not landed on main, mended: a.txt, c.txt, fresh/d.txt; left as they are: gone/b.txt',
        kept: [],
      },
    ]);

    expect(repository.read('gone')).toBe('mine\n');
    expect(repository.read('a.txt')).toBe(oldFiles['a.txt']);
    expect(existsSync(join(repository.path, 'fresh'))).toBe(false);
  });

  test('a folder where a file was that it removed or changed', async () => {
    const { repository, records } = await makeKilled('landing:files-written');
    unlinkSync(join(repository.path, 'a.txt'));
    repository.write('a.txt/mine', 'mine\n');
    repository.write('gone/b.txt/mine', 'mine\n');

    const [recovery] = await recoverLandings(records);

    expect(recovery).toMatchObject({
      result: 'user-moved-on',
      detail: expect.stringContaining('left as they are: a.txt, gone/b.txt'),
    });
    expect(repository.read('a.txt/mine')).toBe('mine\n');
    expect(repository.read('gone/b.txt/mine')).toBe('mine\n');
    expect(repository.read('c.txt')).toBe(oldFiles['c.txt']);
  });

  test('what was staged of one of its paths', async () => {
    const { repository, records, lock } = {
      ...(await makeKilled('landing:files-written')),
      lock: '.git/index.lock',
    };
    unlinkSync(join(repository.path, lock));
    repository.write('c.txt', 'mine\n');
    repository.git('add', 'c.txt');

    expect(await recoverLandings(records)).toMatchObject([{ result: 'user-moved-on' }]);

    expect(repository.git('show', ':c.txt')).toBe('mine');
    expect(repository.read('c.txt')).toBe('mine\n');
    expect(repository.git('status', '--porcelain')).toBe(
      'M  c.txt\n M edited.txt\nM  staged.txt\n?? untracked.txt',
    );
  });
});

test('a file where a folder of folders was stays', async () => {
  const scene = makeLandingScene({ 'a.txt': 'a\n', 'gone/deep/b.txt': 'b\n' });
  const { repository, records } = scene;
  const commit = scene.makeCommit((copy) => {
    copy.write('a.txt', 'A\n');
    rmSync(join(copy.path, 'gone'), { recursive: true });
  });
  const request = { home: repository.path, records, runId: RUN, target: 'main', commit, message: 'land' };
  await kill({ verb: 'land', request }, 'landing:files-written');
  repository.write('gone', 'mine\n');

  expect(await recoverLandings(records)).toEqual([
    {
      runId: RUN,
      result: 'user-moved-on',
      detail: 'not landed on main, mended: a.txt; left as they are: gone/deep/b.txt',
      kept: [],
    },
  ]);
  expect(repository.read('gone')).toBe('mine\n');
  expect(repository.git('status', '--porcelain')).toBe(' D gone/deep/b.txt\n?? gone');
});

test('files that come from git are written by the attributes that come with them', async () => {
  const crlf = 'one\r\ntwo\r\n';
  const scene = makeLandingScene({ '.gitattributes': '*.txt text eol=crlf\n' });
  const { repository, records } = scene;
  repository.commit({ '(first).txt': crlf, 'a.txt': crlf, 'deep/.gitattributes': '*.md text eol=crlf\n' });
  repository.commit({ 'deep/b.md': crlf });
  const commit = scene.makeCommit((copy) => {
    copy.write('.gitattributes', '*.txt text eol=lf\n');
    copy.write('deep/.gitattributes', '*.md text eol=lf\n');
    // Git has it before the attributes.
    copy.write('(first).txt', 'three\n');
    copy.write('a.txt', 'three\n');
    copy.write('deep/b.md', 'four\n');
  });
  const request = { home: repository.path, records, runId: RUN, target: 'main', commit, message: 'land' };
  await kill({ verb: 'land', request }, 'landing:files-written');
  expect(repository.read('a.txt')).toBe('three\n');
  rmSync(join(records, `landings/${RUN}/held`), { recursive: true });

  expect(await recoverLandings(records)).toMatchObject([{ result: 'rolled-back' }]);

  for (const path of ['(first).txt', 'a.txt', 'deep/b.md']) expect(repository.read(path)).toBe(crlf);
  expect(readStatus(repository)).toBe('');
});

test('a journal whose name is that of a dead recovery is taken up by the next one', async () => {
  const scene = await makeKilled('landing:files-written');
  const work = { verb: 'recover', records: scene.records };
  await kill(work, 'recovery:claimed');
  await kill(work, 'recovery:locked');
  const names = readdirSync(join(scene.records, 'landings'));
  expect(names.filter((name) => name.startsWith(`${RUN}~`))).toHaveLength(1);
  expect(await scene.land(scene.commit)).toEqual({
    kind: 'locked',
    by: `an unfinished landing of run ${RUN}`,
  });

  expect(await recoverLandings(scene.records)).toMatchObject([{ runId: RUN, result: 'rolled-back' }]);
  expectWhole(scene);
});

test('a write to a file that is still in its place is no displaced one', async () => {
  const scene = await makeKilled(INDEX_REPLACED);
  const held = join(scene.records, `landings/${RUN}/held`);
  // The beginning of the file's own bytes, as whoever had it open would write them again.
  const [name = ''] = readdirSync(held).filter((one) => readFileSync(join(held, one), 'utf8') === 'c\n');
  writeFileSync(join(held, name), 'c\n');

  expect(await recoverLandings(scene.records)).toMatchObject([{ result: 'completed', kept: [] }]);
  expect(existsSync(join(scene.records, 'kept'))).toBe(false);
  expectWhole(scene);
});
