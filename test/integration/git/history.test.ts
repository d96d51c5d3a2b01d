import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type History, scanHistory } from '../../../src/git/history/history.ts';
import { landingKey } from '../../../src/git/history/landed-commits.ts';
import { openRepository } from '../../../src/git/repository.ts';
import { makeFolder, makeRepository, type TestRepository } from '../../support/repository.ts';

let count = 0;
function land(repository: TestRepository, task: string, digest = 'sha256:1'): string {
  count += 1;
  const message = `feat: ${task}\n\n# not a comment\n\nPlanex-Task: ${task}\nPlanex-Digest: ${digest}\nPlanex-Run: r${count}\n`;
  return repository.commit({ [`work-${count}.txt`]: `${count}\n` }, message);
}

async function scan(repository: TestRepository, cache?: string): Promise<History> {
  return scanHistory(await openRepository(repository.path), cache);
}

/** The same where work lands on branches of planex's own. */
async function scanOwn(repository: TestRepository): Promise<History> {
  return scanHistory(await openRepository(repository.path), undefined, 'own-branches');
}

function standing(history: History, task: string, digest = 'sha256:1'): string[] {
  return (history.landed.get(landingKey(task, digest)) ?? [])
    .filter((one) => !one.reverted)
    .map((one) => one.commit);
}

test('a repository without a commit has an empty, complete history', async () => {
  const history = await scan(makeRepository({ empty: true }));
  expect([history.landed.size, history.complete]).toEqual([0, true]);
});

test('finds landings on every local branch, whatever their id looks like', async () => {
  const repository = makeRepository();
  const one = land(repository, 'docs/plans/ä plan#1');
  repository.git('checkout', '--quiet', '-b', 'side');
  const two = land(repository, 'docs/plans/x#2');
  repository.git('checkout', '--quiet', '--detach', 'main');
  land(repository, 'on no branch#1');
  const history = await scan(repository);
  expect(standing(history, 'docs/plans/ä plan#1')).toEqual([one]);
  expect(standing(history, 'docs/plans/x#2')).toEqual([two]);
  expect(standing(history, 'on no branch#1')).toEqual([]);
  expect(history.landed.get(landingKey('docs/plans/x#2', 'sha256:1'))).toEqual([
    { commit: two, taskId: 'docs/plans/x#2', digest: 'sha256:1', runId: expect.any(String), reverted: false },
  ]);
});

test('a squash merge carries all of its tasks, and its revert takes all of them back', async () => {
  const repository = makeRepository();
  repository.git('checkout', '--quiet', '-b', 'side');
  land(repository, 'p#1');
  land(repository, 'p#2');
  repository.git('checkout', '--quiet', 'main');
  repository.git('merge', '--quiet', '--squash', 'side');
  repository.git('commit', '--quiet', '--no-edit');
  repository.git('branch', '-D', 'side');
  const squash = repository.git('rev-parse', 'HEAD');
  const merged = await scan(repository);
  expect([standing(merged, 'p#1'), standing(merged, 'p#2')]).toEqual([[squash], [squash]]);
  repository.git('revert', '--no-edit', 'HEAD');
  const reverted = await scan(repository);
  expect([standing(reverted, 'p#1'), standing(reverted, 'p#2')]).toEqual([[], []]);
  repository.git('revert', '--no-edit', 'HEAD');
  expect(standing(await scan(repository), 'p#1')).toEqual([squash]);
});

test('a cherry-picked copy counts on its own', async () => {
  const repository = makeRepository();
  repository.git('checkout', '--quiet', '-b', 'side');
  land(repository, 'p#1');
  repository.git('checkout', '--quiet', 'main');
  repository.commit({ 'else.txt': 'else' });
  repository.git('cherry-pick', 'side');
  expect(standing(await scan(repository), 'p#1')).toHaveLength(2);
});

test('the cache is used, grows with the branches and forgets what was reset away', async () => {
  const repository = makeRepository();
  const cache = join(makeFolder(), 'deep/history.json');
  const one = land(repository, 'p#1');
  const first = await scan(repository, cache);
  expect(standing(first, 'p#1')).toEqual([one]);

  // A marked cache shows that the next scan believes it.
  writeFileSync(cache, readFileSync(cache, 'utf8').replaceAll('p#1', 'marked#1'));
  expect(standing(await scan(repository, cache), 'marked#1')).toEqual([one]);
  const two = land(repository, 'p#2');
  const grown = await scan(repository, cache);
  expect([standing(grown, 'marked#1'), standing(grown, 'p#2')]).toEqual([[one], [two]]);
  expect(grown.tips).not.toBe(first.tips);

  repository.git('reset', '--quiet', '--hard', 'HEAD~1');
  const back = await scan(repository, cache);
  expect([standing(back, 'marked#1'), standing(back, 'p#2')]).toEqual([[one], []]);
  expect(back.tips).toBe(first.tips);
});

test('an amended landing replaces the old one in the cache', async () => {
  const repository = makeRepository();
  const cache = join(makeFolder(), 'history.json');
  land(repository, 'p#1');
  await scan(repository, cache);
  repository.git('commit', '--quiet', '--amend', '--no-edit', '--date=2001-01-01T00:00:00Z');
  expect(standing(await scan(repository, cache), 'p#1')).toEqual([repository.git('rev-parse', 'HEAD')]);
});

test('the cache survives when its old tips were collected, and when it is broken', async () => {
  const repository = makeRepository();
  const cache = join(makeFolder(), 'history.json');
  const one = land(repository, 'p#1');
  land(repository, 'p#2');
  await scan(repository, cache);
  repository.git('reset', '--quiet', '--hard', 'HEAD~1');
  repository.git('reflog', 'expire', '--expire=now', '--all');
  repository.git('gc', '--quiet', '--prune=now');
  const collected = await scan(repository, cache);
  expect([standing(collected, 'p#1'), standing(collected, 'p#2')]).toEqual([[one], []]);
  for (const broken of ['', '{"version":1}', 'null']) {
    writeFileSync(cache, broken);
    expect(standing(await scan(repository, cache), 'p#1')).toEqual([one]);
  }
});

test('a shallow history is incomplete, and read again when it gets deeper', async () => {
  const origin = makeRepository();
  const one = land(origin, 'p#1');
  origin.commit({ 'later.txt': 'later' });
  const path = join(makeFolder(), 'clone');
  origin.git('clone', '--quiet', '--depth=1', `file://${origin.path}`, path);
  const cache = join(makeFolder(), 'history.json');
  const repository = await openRepository(path);
  const shallow = await scanHistory(repository, cache);
  expect([shallow.complete, standing(shallow, 'p#1')]).toEqual([false, []]);
  execFileSync('git', ['fetch', '--quiet', '--unshallow'], { cwd: path });
  const whole = await scanHistory(repository, cache);
  expect([whole.complete, standing(whole, 'p#1')]).toEqual([true, [one]]);
});

const FAKE_GPG = `#!/bin/sh
case "$*" in
  *--verify*) echo '[GNUPG:] GOODSIG 1 Ada'; echo 'gpg: Good signature' >&2 ;;
  *) cat > /dev/null; echo '-----BEGIN PGP SIGNATURE-----'; echo '-----END PGP SIGNATURE-----'
     echo '[GNUPG:] SIG_CREATED D' >&2 ;;
esac
`;

test('settings of the user that change what git log prints do no harm', async () => {
  const repository = makeRepository();
  const program = join(makeFolder(), 'gpg');
  writeFileSync(program, FAKE_GPG, { mode: 0o755 });
  repository.git('config', 'gpg.program', program);
  repository.git('config', 'commit.gpgSign', 'true');
  const one = land(repository, 'p#1');
  for (const [name, value] of [
    ['log.showSignature', 'true'],
    ['log.follow', 'true'],
    ['format.pretty', 'oneline'],
    ['color.ui', 'always'],
    ['i18n.logOutputEncoding', 'ISO-8859-1'],
    ['grep.patternType', 'perl'],
    ['log.diffMerges', 'on'],
  ] as const) {
    repository.git('config', name, value);
  }
  expect(standing(await scan(repository), 'p#1')).toEqual([one]);
});

test('scans at the same time share a cache without getting in each other’s way', async () => {
  const repository = makeRepository();
  const folder = makeFolder();
  const cache = join(folder, 'history.json');
  for (let round = 0; round < 10; round += 1) {
    const landed = land(repository, 'p#1');
    const histories = await Promise.all(Array.from({ length: 4 }, () => scan(repository, cache)));
    for (const history of histories) expect(standing(history, 'p#1')).toContain(landed);
  }
  expect(readdirSync(folder)).toEqual(['history.json']);
});

test('a cache that cannot be written costs nothing but time', async () => {
  const repository = makeRepository();
  const landed = land(repository, 'p#1');
  const blocked = join(makeFolder(), 'file');
  writeFileSync(blocked, '');
  expect(standing(await scan(repository, join(blocked, 'history.json')), 'p#1')).toEqual([landed]);
});

test('a revert counts where it stands: not for the branch that is checked out while another one has it', async () => {
  const repository = makeRepository();
  const landed = land(repository, 'p#1');
  repository.git('checkout', '--quiet', '-b', 'side');
  repository.git('revert', '--no-edit', 'HEAD');
  const onSide = await scan(repository);
  expect(standing(onSide, 'p#1')).toEqual([]);
  repository.git('checkout', '--quiet', 'main');
  const onMain = await scan(repository);
  expect(standing(onMain, 'p#1')).toEqual([landed]);
  expect(onMain.tips).not.toBe(onSide.tips);
  repository.git('merge', '--quiet', 'side');
  expect(standing(await scan(repository), 'p#1')).toEqual([]);
});

test('a revert counts on any branch where none is checked out', async () => {
  const repository = makeRepository();
  const landed = land(repository, 'p#1');
  repository.git('checkout', '--quiet', '-b', 'side');
  repository.git('revert', '--no-edit', 'HEAD');
  repository.git('checkout', '--quiet', 'main');
  expect(standing(await scan(repository), 'p#1')).toEqual([landed]);
  repository.git('checkout', '--quiet', '--detach');
  expect(standing(await scan(repository), 'p#1')).toEqual([]);
  expect(standing(await scanOwn(repository), 'p#1')).toEqual([]);
  repository.git('checkout', '--quiet', '--orphan', 'empty');
  expect(standing(await scan(repository), 'p#1')).toEqual([]);
});

test('where work lands on branches of its own, a revert counts on those and here, and nowhere else', async () => {
  const repository = makeRepository();
  const landed = land(repository, 'p#1');
  repository.git('checkout', '--quiet', '-b', 'planexish');
  repository.git('revert', '--no-edit', 'HEAD');
  expect(standing(await scanOwn(repository), 'p#1')).toEqual([]);
  repository.git('checkout', '--quiet', 'main');
  const elsewhere = await scanOwn(repository);
  expect(standing(elsewhere, 'p#1')).toEqual([landed]);
  repository.git('branch', '--quiet', 'planex/p', 'planexish');
  const onOwn = await scanOwn(repository);
  expect(standing(onOwn, 'p#1')).toEqual([]);
  expect(onOwn.tips).not.toBe(elsewhere.tips);
  expect(standing(await scan(repository), 'p#1')).toEqual([landed]);
});

test('where git cannot say on which branch a revert stands, nothing is said of it', async () => {
  const repository = makeRepository();
  const cache = join(makeFolder(), 'history.json');
  land(repository, 'p#1');
  repository.git('checkout', '--quiet', '-b', 'side');
  repository.git('revert', '--no-edit', 'HEAD');
  const revert = repository.git('rev-parse', 'HEAD');
  repository.commit({ 'later.txt': 'later' });
  repository.git('checkout', '--quiet', 'main');
  await scan(repository, cache);
  rmSync(join(repository.path, '.git/objects', revert.slice(0, 2), revert.slice(2)));
  await expect(scan(repository, cache)).rejects.toThrow(revert);
});
