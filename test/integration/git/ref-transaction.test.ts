import { copyFileSync, existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Mover, type MoverTask, startMover } from '../../../src/git/landing/mover.ts';
import { prepareRefUpdate, type RefUpdate } from '../../../src/git/landing/ref-transaction.ts';
import { makeRendezvous } from '../../support/rendezvous.ts';
import { makeRepository } from '../../support/repository.ts';
import { waitForNobodyIn } from '../../support/wait-for-nobody-in.ts';

function makeScene() {
  const repository = makeRepository();
  const old = repository.git('rev-parse', 'HEAD');
  const commit = repository.git('commit-tree', 'HEAD^{tree}', '-p', old, '-m', 'test: the next one');
  const ref = 'refs/heads/main';
  const lock = join(repository.path, '.git', `${ref}.lock`);
  const prepare = (change: Partial<RefUpdate> = {}) =>
    prepareRefUpdate({ cwd: repository.path, ref, old, new: commit, message: 'test: moved', ...change });
  const installHook = (script: string): void => {
    const hook = join(repository.path, '.git/hooks/reference-transaction');
    writeFileSync(hook, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  };
  const readTip = (): string => repository.git('rev-parse', ref);
  return { repository, old, commit, ref, lock, prepare, installHook, readTip };
}

test('a prepared update changes nothing until it is committed, and nothing after', async () => {
  const { repository, old, commit, lock, prepare, readTip } = makeScene();
  const prepared = await prepare();
  if (!prepared.ok) throw new Error(prepared.failure.output);
  expect(existsSync(lock)).toBe(true);
  expect(readTip()).toBe(old);

  expect(await prepared.value.commit()).toEqual({ ok: true, value: undefined });

  expect(existsSync(lock)).toBe(false);
  expect(readTip()).toBe(commit);
  expect(repository.git('reflog', '-1', '--format=%gs', 'main')).toBe('test: moved');
  await prepared.value.abort();
  expect(readTip()).toBe(commit);
});

test('a prepared update that is aborted gives its locks back', async () => {
  const { old, lock, prepare, readTip } = makeScene();
  const prepared = await prepare();
  if (!prepared.ok) throw new Error(prepared.failure.output);

  await prepared.value.abort();

  expect(existsSync(lock)).toBe(false);
  expect(readTip()).toBe(old);
  expect((await prepared.value.commit()).ok).toBe(false);
  expect(readTip()).toBe(old);
});

/** A mover whose copy of the index is one of a clean work tree, and what it is to do. */
function makeMoving() {
  const scene = makeScene();
  const { repository, old, commit } = scene;
  const [copy, indexFile] = [join(repository.path, '-copy'), join(repository.path, '-index')];
  copyFileSync(join(repository.path, '.git/index'), copy);
  const task = { workTree: repository.path, runId: 'run-1', old, new: commit, copy, indexFile };
  const prepareMoving = async (change: Partial<MoverTask> = {}) => {
    let mover: Mover | undefined;
    const prepared = await scene.prepare({
      startMover: (input) => (mover = startMover(input, { ...task, ...change })),
    });
    if (!prepared.ok || mover === undefined) throw new Error('nothing was prepared');
    return { update: prepared.value, mover };
  };
  return { ...scene, copy, indexFile, prepareMoving };
}

test('a rename that fails leaves the branch where it is', async () => {
  const { repository, old, lock, readTip, prepareMoving } = makeMoving();
  const { update, mover } = await prepareMoving({ indexFile: join(repository.path, 'missing/index') });
  expect(await mover.updateFiles({ ignoresLinks: true })).toEqual({ code: 0, said: '' });

  const done = await update.commit();

  expect(done).toEqual({ ok: false, failure: expect.stringContaining('missing') });
  expect(existsSync(lock)).toBe(false);
  expect(readTip()).toBe(old);
});

test('a branch that git has committed is not waited for longer, whatever becomes of the mover', async () => {
  const { commit, prepare, readTip } = makeScene();
  const prepared = await prepare({
    startMover: (input) => ({
      updateFiles: async () => ({ code: 0, said: '' }),
      leaveFiles: () => undefined,
      go: () => new Promise(() => void input.write('commit\0')),
      drop: async () => undefined,
    }),
  });
  if (!prepared.ok) throw new Error('nothing was prepared');
  expect(await prepared.value.commit()).toEqual({ ok: true, value: undefined });
  expect(readTip()).toBe(commit);
});

test('a mover that is told to move before the files are updated moves nothing', async () => {
  const { old, copy, indexFile, lock, readTip, prepareMoving } = makeMoving();
  const { update } = await prepareMoving();

  expect((await update.commit()).ok).toBe(false);

  expect([existsSync(copy), existsSync(indexFile), existsSync(lock)]).toEqual([true, false, false]);
  expect(readTip()).toBe(old);
});

test('a mover that is not wanted any more does nothing', async () => {
  const { old, copy, indexFile, lock, readTip, prepareMoving } = makeMoving();
  const { update, mover } = await prepareMoving();
  await mover.updateFiles({ ignoresLinks: false });

  await update.abort();

  expect([existsSync(copy), existsSync(indexFile), existsSync(lock)]).toEqual([true, false, false]);
  expect(readTip()).toBe(old);
});

test('a rename and the commit of the branch come together', async () => {
  const { commit, copy, indexFile, readTip, prepareMoving } = makeMoving();
  writeFileSync(indexFile, 'the one before\n');
  const { update, mover } = await prepareMoving();
  await mover.updateFiles({ ignoresLinks: true });
  const bytes = readFileSync(copy);

  expect(await update.commit()).toEqual({ ok: true, value: undefined });

  expect(readFileSync(indexFile).equals(bytes)).toBe(true);
  expect(existsSync(copy)).toBe(false);
  expect(readTip()).toBe(commit);
});

test('what git says when it cannot update the files is told', async () => {
  const { copy, prepareMoving } = makeMoving();
  writeFileSync(copy, 'no index\n');
  const { update, mover } = await prepareMoving();
  expect(await mover.updateFiles({ ignoresLinks: true })).toEqual({
    code: 128,
    said: expect.stringContaining('fatal: '),
  });
  await update.abort();
});

test('a folder that is gone is a failure to update the files', async () => {
  const { repository, prepareMoving } = makeMoving();
  const { update, mover } = await prepareMoving({ workTree: join(repository.path, 'gone') });
  expect(await mover.updateFiles({ ignoresLinks: true })).toEqual({
    code: -1,
    said: expect.stringContaining('ENOENT'),
  });
  await update.abort();
});

test.each([
  ['is elsewhere', { old: '1'.repeat(40) }],
  ['is gone', { ref: 'refs/heads/gone' }],
])('a branch that %s has moved', async (_, change) => {
  const { old, prepare, readTip } = makeScene();
  expect(await prepare(change)).toMatchObject({ ok: false, failure: { kind: 'moved' } });
  expect(readTip()).toBe(old);
});

test('the branch that another is only a name for does not move', async () => {
  const { repository, old, prepare, readTip } = makeScene();
  repository.git('symbolic-ref', 'refs/heads/alias', 'refs/heads/main');
  const prepared = await prepare({ ref: 'refs/heads/alias' });
  if (prepared.ok) await prepared.value.commit();
  expect(readTip()).toBe(old);
});

test('a branch that somebody holds is locked', async () => {
  const { lock, prepare } = makeScene();
  writeFileSync(lock, '');
  expect(await prepare()).toMatchObject({
    ok: false,
    failure: { kind: 'locked', output: expect.stringContaining(lock) },
  });
});

test('what a hook says against it is told', async () => {
  const { prepare, installHook, readTip, old } = makeScene();
  installHook('test "$1" != prepared || { echo "  not today  " >&2; exit 1; }');
  const prepared = await prepare({ env: { PLANEX_RUN: 'run-1' } });
  expect(prepared).toMatchObject({
    ok: false,
    failure: { kind: 'refused', output: expect.stringMatching(/^not today/) },
  });
  expect(readTip()).toBe(old);
});

test('the environment of the update is that of its hooks', async () => {
  const { repository, prepare, installHook } = makeScene();
  const said = join(repository.path, '.git/said');
  installHook(`test "$1" != prepared || echo "$PLANEX_RUN" > ${said}`);
  const prepared = await prepare({ env: { PLANEX_RUN: 'run-7' } });
  if (!prepared.ok) throw new Error(prepared.failure.output);
  await prepared.value.abort();
  expect(readFileSync(said, 'utf8')).toBe('run-7\n');
});

test('a hook that hangs is ended, and the branch stays', async () => {
  const { repository, old, prepare, installHook, readTip } = makeScene();
  installHook(`test "$1" != prepared || { ${makeRendezvous().await('go')}; }`);

  const prepared = await prepare({ timeoutMs: 500 });

  expect(prepared).toMatchObject({
    ok: false,
    failure: { kind: 'refused', output: expect.stringContaining('no answer to prepare within 500 ms') },
  });
  await waitForNobodyIn(realpathSync(repository.path));
  expect(readTip()).toBe(old);
});

test('a folder that is gone is a refusal', async () => {
  const { repository, prepare } = makeScene();
  expect(await prepare({ cwd: join(repository.path, 'gone') })).toMatchObject({
    ok: false,
    failure: { kind: 'refused', output: expect.stringContaining('ENOENT') },
  });
});
