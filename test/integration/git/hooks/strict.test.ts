import { chmodSync, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GUARDED, install, PLAN, runGitAs, UNGUARDED, uninstall } from '../../../support/hooks.ts';
import { installHook } from '../../../support/install-hook.ts';
import {
  makeFolder,
  makeRepository,
  type TestRepository,
  useRepository,
} from '../../../support/repository.ts';

const REFUSED = {
  code: expect.toSatisfy((code: number) => code > 0),
  said: expect.stringContaining('the name'),
};
const hooks = join(import.meta.dirname, '../../../../hooks');

async function makeStrict(): Promise<TestRepository> {
  const repository = makeRepository();
  repository.commit({ [PLAN]: GUARDED });
  await install(repository.path, { strict: true });
  return repository;
}

describe('the strict hook', () => {
  it('refuses a commit that skips the other hooks, and leaves nothing behind', async () => {
    const repository = await makeStrict();
    const head = repository.git('rev-parse', 'HEAD');
    const log = repository.git('reflog');
    repository.write(PLAN, UNGUARDED);
    const commit = ['commit', '--quiet', '--all', '--no-verify', '-m', 'docs: drop'];
    expect(runGitAs(repository.path, commit)).toMatchObject(REFUSED);
    expect(repository.git('rev-parse', 'HEAD')).toBe(head);
    expect(repository.git('reflog')).toBe(log);
    expect(repository.git('status', '--porcelain')).toBe(` M ${PLAN}`);
    expect(runGitAs(repository.path, commit, { PLANEX: '0' })).toEqual({ code: 0, said: '' });
  });

  it.each(['docs/plans', '.'])('guards below %s, however git was told to read names', async (folder) => {
    const repository = makeRepository();
    repository.commit({ [PLAN]: GUARDED });
    await install(repository.path, { strict: true, planFolders: [folder] });
    repository.write(PLAN, UNGUARDED);
    const commit = ['--literal-pathspecs', 'commit', '--quiet', '--all', '-m', 'docs: drop'];
    expect(runGitAs(repository.path, commit)).toMatchObject(REFUSED);
    expect(runGitAs(repository.path, [...commit, '--no-verify'])).toMatchObject(REFUSED);
  });

  it('lets a person go back, begin and end branches, and rewrite them; not go on with less', async () => {
    const repository = await makeStrict();
    const first = repository.git('rev-parse', 'HEAD~1');
    const second = repository.git('rev-parse', 'HEAD');
    repository.git('checkout', '--quiet', '--detach');
    repository.write(PLAN, UNGUARDED);
    repository.git('commit', '--quiet', '--all', '--no-verify', '-m', 'docs: drop');
    const dropped = repository.git('rev-parse', 'HEAD');
    repository.git('branch', 'less', dropped);
    repository.git('branch', '--force', 'less', first);
    repository.git('branch', '--force', 'less', dropped);
    repository.git('branch', '--delete', '--force', 'less');
    // Whoever moves it so does not say where it stood.
    expect(runGitAs(repository.path, ['update-ref', 'refs/heads/main', dropped])).toMatchObject(REFUSED);
    expect(runGitAs(repository.path, ['update-ref', 'refs/heads/main', dropped, second])).toMatchObject(
      REFUSED,
    );
    repository.git('checkout', '--quiet', 'main');
    expect(runGitAs(repository.path, ['merge', '--ff-only', dropped])).toMatchObject(REFUSED);
    // Git has changed the files by then.
    repository.git('reset', '--quiet', '--hard');
    expect(
      runGitAs(repository.path, ['merge', '--no-ff', '--no-verify', '--no-edit', dropped]),
    ).toMatchObject(REFUSED);
    repository.git('merge', '--abort');
    expect(repository.git('rev-parse', 'main')).toBe(second);
    repository.git('reset', '--quiet', '--hard', first);
    repository.git('tag', 'back');
  });

  it('runs after a hook that was there, which gets all moves and all states', async () => {
    const repository = makeRepository();
    repository.commit({ [PLAN]: GUARDED });
    installHook(repository, 'reference-transaction', '{ echo "$1"; cat; } >> .git/moves');
    await install(repository.path, { strict: true });
    const old = repository.git('rev-parse', 'HEAD');
    const fresh = repository.commit({ 'a.txt': 'a\n' });
    const moves = repository.read('.git/moves');
    for (const state of ['prepared', 'committed']) {
      expect(moves).toContain(`${state}\n${old} ${fresh} HEAD\n${old} ${fresh} refs/heads/main\n`);
    }
    await uninstall(repository.path);
    expect(repository.read('.git/hooks/reference-transaction')).toContain('.git/moves');
  });

  it('goes when the settings no longer ask for it', async () => {
    const repository = await makeStrict();
    const { hooks: standing } = await install(repository.path);
    expect(standing.at(-1)).toMatchObject({ name: 'reference-transaction', state: 'left-out' });
    repository.write(PLAN, UNGUARDED);
    expect(
      runGitAs(repository.path, ['commit', '--quiet', '--all', '--no-verify', '-m', 'docs: drop']).code,
    ).toBe(0);
  });
});

describe('pre-receive on a server', () => {
  function makeServer(): { clone: TestRepository; server: TestRepository } {
    const path = makeFolder();
    const server = useRepository(path);
    server.git('init', '--quiet', '--bare');
    for (const name of ['pre-receive', 'moves.sh', 'guard.sh']) {
      copyFileSync(join(hooks, name), join(path, 'hooks', name));
    }
    chmodSync(join(path, 'hooks/pre-receive'), 0o755);
    const clone = makeRepository();
    clone.git('remote', 'add', 'origin', path);
    clone.commit({ [PLAN]: GUARDED });
    clone.git('push', '--quiet', 'origin', 'main');
    return { clone, server };
  }

  it('refuses a push that drops a sentinel, on a branch and on a new one', () => {
    const { clone, server } = makeServer();
    const before = server.git('for-each-ref');
    clone.commit({ 'a.txt': 'a\n' });
    clone.commit({ [PLAN]: UNGUARDED });
    expect(runGitAs(clone.path, ['push', '--quiet', 'origin', 'main'])).toMatchObject(REFUSED);
    expect(runGitAs(clone.path, ['push', '--quiet', 'origin', 'main:new'])).toMatchObject(REFUSED);
    expect(server.git('for-each-ref')).toBe(before);
    clone.git('push', '--quiet', 'origin', 'HEAD~1:main', 'HEAD~1:refs/heads/new', 'HEAD:refs/tags/any');
    clone.git('push', '--quiet', 'origin', ':new');
  });

  it('takes commits that retire a sentinel and then delete its plan together, and so does a fast-forward', async () => {
    const { clone } = makeServer();
    const begin = clone.git('rev-parse', 'HEAD');
    clone.commit({ [PLAN]: `${GUARDED}\n## Decision Log\n\n- Retired \`the name\`\n` });
    clone.git('rm', '--quiet', PLAN);
    clone.git('commit', '--quiet', '-m', 'docs: delete a plan');
    clone.git('push', '--quiet', 'origin', 'main');
    await install(clone.path, { strict: true });
    clone.git('reset', '--quiet', '--hard', begin);
    clone.git('merge', '--quiet', '--ff-only', 'origin/main');
    clone.git('checkout', '--quiet', '-b', 'other', begin);
    clone.git('rm', '--quiet', PLAN);
    expect(runGitAs(clone.path, ['commit', '--quiet', '--no-verify', '-m', 'docs: delete'])).toMatchObject(
      REFUSED,
    );
  });

  it('guards the folders that the configuration of the server names', () => {
    const { clone, server } = makeServer();
    server.git('config', '--add', 'planex.plans', './my plans');
    server.git('config', '--add', 'planex.plans', 'other');
    clone.commit({ 'my plans/a.md': GUARDED });
    clone.commit({ [PLAN]: UNGUARDED });
    clone.git('push', '--quiet', 'origin', 'main');
    clone.commit({ 'my plans/a.md': UNGUARDED });
    expect(runGitAs(clone.path, ['push', '--quiet', 'origin', 'main'])).toMatchObject(REFUSED);
  });
});
