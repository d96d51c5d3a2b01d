import { chmodSync, existsSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  GUARDED,
  install,
  photographFolder,
  PLAN,
  runGitAs,
  tryCommit,
  UNGUARDED,
  uninstall,
} from '../../../support/hooks.ts';
import { installHook } from '../../../support/install-hook.ts';
import { makeRepository, type TestRepository } from '../../../support/repository.ts';

function makeGuarded(): TestRepository {
  const repository = makeRepository();
  repository.commit({ [PLAN]: GUARDED });
  return repository;
}

function states(reading: Awaited<ReturnType<typeof install>>): string[] {
  return [...new Set(reading.hooks.map(({ use, state }) => `${use}: ${state}`))];
}

/** Ways in which a hook may be there already. */
const FOREIGN: Record<string, (path: string) => void> = {
  'a shell script': (path) => writeFileSync(path, '#!/bin/sh\nexit 0\n', { mode: 0o755 }),
  'a script in bash that ends by exec': (path) =>
    writeFileSync(path, '#!/usr/bin/env -S bash -e\nexec true', { mode: 0o755 }),
  'a program that is no script': (path) =>
    writeFileSync(path, '#!/usr/bin/env node\nconsole.log("\u00ff");\n', { mode: 0o700 }),
  'a link to a script in the work tree': (path) => symlinkSync('../../README.md', path),
  'a link to nothing': (path) => symlinkSync('../../nothing', path),
  'a script that git passes over': (path) => writeFileSync(path, 'exit 1\n', { mode: 0o644 }),
};

describe('installing', () => {
  it.each(Object.entries(FOREIGN))(
    'beside %s, twice, and coming off leaves no trace',
    async (_what, write) => {
      const repository = makeGuarded();
      const folder = join(repository.path, '.git/hooks');
      write(join(folder, 'pre-commit'));
      write(join(folder, 'post-commit'));
      const before = photographFolder(folder);
      const config = repository.read('.git/config');
      expect(states(await install(repository.path))).toEqual([
        'guard: installed',
        'nudge: installed',
        'strict: left-out',
      ]);
      const installed = photographFolder(folder);
      await install(repository.path);
      expect(photographFolder(folder)).toEqual(installed);
      await uninstall(repository.path);
      expect(photographFolder(folder)).toEqual(before);
      expect(repository.read('.git/config')).toBe(config);
      await uninstall(repository.path);
      expect(photographFolder(folder)).toEqual(before);
    },
  );

  it('makes the folder of hooks where there is none, and takes it away', async () => {
    const repository = makeGuarded();
    rmSync(join(repository.path, '.git/hooks'), { recursive: true });
    const listGitFolder = (): string[] =>
      readdirSync(join(repository.path, '.git')).filter((name) => !/^planex$|^COMMIT_EDITMSG$/.test(name));
    const before = listGitFolder();
    await install(repository.path);
    repository.write(PLAN, UNGUARDED);
    expect(tryCommit(repository.path).code).toBe(1);
    await uninstall(repository.path);
    const after = listGitFolder();
    expect(after).toEqual(before);
  });

  it('brings a hook of an older planex up to date, and one for other folders', async () => {
    const repository = makeGuarded();
    await install(repository.path, { version: '0.9.0' });
    const reading = await install(repository.path, { version: '1.0.0', planFolders: ["my 'own' plans"] });
    expect(states(reading)).toEqual(['guard: installed', 'nudge: installed', 'strict: left-out']);
    expect(repository.read('.git/hooks/pre-commit')).toContain(String.raw`--plans 'my '\''own'\'' plans'`);
    repository.write(PLAN, UNGUARDED);
    expect(tryCommit(repository.path).code).toBe(0);
    repository.commit({ "my 'own' plans/a.md": GUARDED });
    repository.write("my 'own' plans/a.md", UNGUARDED);
    expect(tryCommit(repository.path).code).toBe(1);
  });
});

describe('a hook that was there', () => {
  it.each([
    ['#!/bin/sh', 'echo "$0 $# $*"; cat; [ -f "${0%/*}/beside" ] && exit 7'],
    ['#!/usr/bin/env bash', 'echo "$0 $# $*"; cat; [[ -f "$(dirname "$0")/beside" ]] && exit 7'],
    ['#!/bin/sh -e', 'echo "$0 $# $*"; cat; (exit 7)'],
  ])('%s: gets its name, folder, arguments and input, and its exit code counts', async (first, body) => {
    const repository = makeGuarded();
    repository.write('.git/hooks/beside', '');
    repository.write('.git/hooks/post-rewrite', `${first}\n${body}\n`);
    const hook = join(repository.path, '.git/hooks/post-rewrite');
    chmodSync(hook, 0o755);
    const alone = runGitAs(repository.path, ['hook', 'run', 'post-rewrite', '--', 'a b', 'c']);
    expect(alone).toMatchObject({
      code: 7,
      said: expect.stringContaining('.git/hooks/post-rewrite 2 a b c'),
    });
    await install(repository.path);
    expect(runGitAs(repository.path, ['hook', 'run', 'post-rewrite', '--', 'a b', 'c'])).toEqual(alone);
  });

  it('is run before the guard, which judges what it has made of the plan', async () => {
    const repository = makeGuarded();
    installHook(repository, 'pre-commit', `echo checked; printf '# A plan' > ${PLAN}; git add ${PLAN}`);
    await install(repository.path);
    repository.write(PLAN, `${GUARDED}More.\n`);
    const refused = tryCommit(repository.path);
    expect(refused).toMatchObject({ code: 1, said: expect.stringMatching(/^checked\n[^]*the name/) });
    installHook(repository, 'pre-commit.planex-kept', 'exit 3');
    repository.write(PLAN, `${GUARDED}More.\n`);
    expect(runGitAs(repository.path, ['hook', 'run', 'pre-commit'])).toMatchObject({ code: 3, said: '' });
  });

  it('goes on alone with PLANEX=0', async () => {
    const repository = makeGuarded();
    installHook(repository, 'pre-commit', 'echo checked');
    await install(repository.path);
    repository.write(PLAN, UNGUARDED);
    expect(tryCommit(repository.path, { PLANEX: '0' })).toEqual({ code: 0, said: 'checked\n' });
  });
});

describe('a hook manager that installs itself over planex', () => {
  const ONE = 'echo one # lefthook';
  const TWO = 'echo two # lefthook';

  it('and writes over what is there: its new hook is what planex runs, and what is there in the end', async () => {
    const repository = makeGuarded();
    installHook(repository, 'pre-commit', ONE);
    await install(repository.path);
    installHook(repository, 'pre-commit', TWO);
    await install(repository.path);
    repository.write(PLAN, UNGUARDED);
    expect(tryCommit(repository.path)).toMatchObject({
      code: 1,
      said: expect.stringMatching(/^two\n.*the name/s),
    });
    await uninstall(repository.path);
    expect(repository.read('.git/hooks/pre-commit')).toBe(`#!/bin/sh\n${TWO}\n`);
    expect(
      Object.keys(photographFolder(join(repository.path, '.git/hooks'))).filter(
        (name) => !name.endsWith('.sample'),
      ),
    ).toEqual(['pre-commit']);
  });

  it.each(['.old', '.legacy'])(
    'and moves it to %s: a hook from before both is where it would be without planex',
    async (ending) => {
      const repository = makeGuarded();
      const hook = join(repository.path, '.git/hooks/pre-commit');
      installHook(repository, 'pre-commit', 'echo mine');
      await install(repository.path);
      renameSync(hook, hook + ending);
      installHook(repository, 'pre-commit', `# File generated by pre-commit\n"$0.legacy"; echo theirs`);
      await install(repository.path);
      await uninstall(repository.path);
      const left = Object.keys(photographFolder(join(repository.path, '.git/hooks'))).filter(
        (name) => !name.endsWith('.sample'),
      );
      expect(left).toEqual(['pre-commit', `pre-commit${ending}`]);
      expect(repository.read(`.git/hooks/pre-commit${ending}`)).toBe('#!/bin/sh\necho mine\n');
    },
  );

  it('and runs it from where it moved it: the guard is asked, and the manager not once more', async () => {
    const repository = makeGuarded();
    const hook = join(repository.path, '.git/hooks/pre-commit');
    const theirs =
      '# File generated by pre-commit\n[ -z "$AGAIN" ] || exit 9\necho theirs\nexport AGAIN=1\n[ ! -x "$0.legacy" ] || "$0.legacy"';
    installHook(repository, 'pre-commit', theirs);
    await install(repository.path);
    renameSync(hook, `${hook}.legacy`);
    installHook(repository, 'pre-commit', theirs);
    repository.write(PLAN, UNGUARDED);
    expect(tryCommit(repository.path)).toMatchObject({
      code: 1,
      said: expect.stringMatching(/^theirs\n.*the name/s),
    });
    await install(repository.path);
    expect(tryCommit(repository.path)).toMatchObject({
      code: 1,
      said: expect.stringMatching(/^theirs\n.*the name/s),
    });
    repository.git('checkout', '--', '.');
    await uninstall(repository.path);
    expect(repository.read('.git/hooks/pre-commit')).toBe(`#!/bin/sh\n${theirs}\n`);
    expect(existsSync(`${hook}.legacy`)).toBe(false);
  });

  it('and takes the place of another hook: nothing is lost', async () => {
    const repository = makeGuarded();
    installHook(repository, 'pre-commit', 'echo mine');
    await install(repository.path);
    installHook(repository, 'pre-commit', TWO);
    await install(repository.path);
    await uninstall(repository.path);
    expect(repository.read('.git/hooks/pre-commit')).toBe(`#!/bin/sh\n${TWO}\n`);
    expect(repository.read('.git/hooks/pre-commit.before-planex')).toBe('#!/bin/sh\necho mine\n');
  });
});

it('without its parts the guard says that it cannot run, and refuses; nudges say nothing', async () => {
  const repository = makeGuarded();
  await install(repository.path);
  rmSync(join(repository.path, '.git/planex'), { recursive: true });
  repository.write('README.md', 'changed\n');
  expect(tryCommit(repository.path)).toEqual({
    code: 1,
    said: 'planex: the plans cannot be guarded: there is no .git/planex/hooks/guard.sh\n  planex hooks install puts it back; with PLANEX=0 in the environment the guard is left out\n',
  });
  expect(tryCommit(repository.path, { PLANEX: '0' })).toEqual({ code: 0, said: '' });
  expect(runGitAs(repository.path, ['checkout', '--quiet', '-b', 'other'])).toEqual({ code: 0, said: '' });
});
