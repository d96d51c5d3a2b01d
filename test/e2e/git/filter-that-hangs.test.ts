import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectWhole, newestChange } from '../../support/land-plan.ts';
import { haveGitWrite } from '../../support/landing-scene.ts';
import { writePlan } from '../../support/plan.ts';
import {
  expectNothingLeft,
  planex,
  planexOk,
  readStatus,
  recordsFolder,
  standings,
  startDaemon,
  waitForStatus,
} from '../../support/planex.ts';
import { waitUntil } from '../../support/program.ts';
import { makeRendezvous } from '../../support/rendezvous.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';

/** Lets the one task of a plan come to its landing, which hangs until there is a signal "go". */
async function hangLanding(repository: TestRepository) {
  const meet = makeRendezvous();
  repository.git('config', 'filter.slow.clean', 'cat');
  const hang = `if pwd | grep -q planex-repo; then ${meet.give('hangs')}; ${meet.await('go')}; fi`;
  repository.commit({ '.gitattributes': '*.slow filter=slow\n', 'a.slow': 'tea\n' });
  haveGitWrite(repository);
  const { ids, path } = writePlan(repository, 'mine', [
    {
      files: ['Modify: a.slow'],
      // Only from here on is a.slow written in the user's work tree.
      commands: ['echo milk >> a.slow', `git config filter.slow.smudge '${hang}; cat'`],
    },
  ]);
  await startDaemon(repository);
  await meet.receive('hangs');
  return { ids, meet, path };
}

it('`planex stop --now` takes a landing back that hangs, and the next start lands it', async () => {
  const repository = makeRepository();
  const { meet } = await hangLanding(repository);
  await planexOk(repository, 'stop', '--now');
  await expectNothingLeft(repository);
  expectWhole(repository);
  expect(repository.read('a.slow')).toBe('tea\n');
  meet.send('go');
  await startDaemon(repository);
  await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'done');
  await planexOk(repository, 'stop');
  expectWhole(repository);
  expect(repository.read('a.slow')).toBe('tea\nmilk\n');
});

it('a landing whose lock the user took away is settled by the daemon that runs, and lands', async () => {
  const repository = makeRepository();
  const { meet } = await hangLanding(repository);
  rmSync(join(repository.path, '.git/index.lock'));
  repository.write('mine.txt', 'mine\n');
  repository.git('add', 'mine.txt');
  meet.send('go');
  await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'done');
  await planexOk(repository, 'stop');
  expectWhole(repository, 'A  mine.txt\n?? docs/');
  expect(repository.read('a.slow')).toBe('tea\nmilk\n');
  expect(newestChange(repository)).toBe('M\ta.slow');
  expect(await planexOk(repository, 'logs')).toContain('rolled back');
});

it('`planex cancel` ends a landing that hangs', async () => {
  const repository = makeRepository();
  const { ids } = await hangLanding(repository);
  await planexOk(repository, 'cancel', ids[0] ?? '');
  const status = await waitForStatus(repository, ({ tasks }) => tasks[0]?.status !== 'running');
  expect(standings(status)).toEqual(['cancelled: cancelled']);
  await planexOk(repository, 'stop');
  expectWhole(repository);
  expect(repository.read('a.slow')).toBe('tea\n');
});

describe('a landing that is let end, since it is soon done, is not called ended', () => {
  const artifacts = (repository: TestRepository): string => {
    const folder = join(recordsFolder(repository), 'artifacts');
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('\n');
  };

  it('by planex cancel', async () => {
    const repository = makeRepository();
    const { ids, meet } = await hangLanding(repository);
    const [id = ''] = ids;
    const cancelling = planex(repository, ['cancel', id]);
    await waitUntil(() => artifacts(repository).includes('"cancelled"'), 'the task is held');
    meet.send('go');
    const answer = await cancelling;
    const head = repository.git('rev-parse', 'HEAD');
    expect(answer).toMatchObject({ code: 2, stdout: '' });
    expect(answer.stderr).toBe(
      `planex: ${id} was just landing, and is done (${head.slice(0, 10)})\n  do: planex undo ${id} takes it back\n`,
    );
    expect(standings(await readStatus(repository))).toEqual(['done']);
    expect(artifacts(repository)).not.toContain('"cancelled"');
    await planexOk(repository, 'undo', id);
    expect(standings(await readStatus(repository))).toEqual(['waiting: removed-by-user']);
  });

  it('by planex cancel, where the text has changed meanwhile: that stays held', async () => {
    const repository = makeRepository();
    const { ids, meet } = await hangLanding(repository);
    const [id = ''] = ids;
    writePlan(repository, 'mine', [{ files: ['Modify: a.slow'], commands: ['echo rum >> a.slow'] }]);
    const cancelling = planexOk(repository, 'cancel', id);
    await waitUntil(() => artifacts(repository).includes('"cancelled"'), 'the task is held');
    meet.send('go');
    const answer = await cancelling;
    const head = repository.git('rev-parse', 'HEAD');
    expect(answer).toBe(
      `${id} is held; what it said before was just landing, and is done (${head.slice(0, 10)})\n`,
    );
    expect(standings(await readStatus(repository))).toEqual(['cancelled: cancelled']);
    await planexOk(repository, 'stop');
    expect(repository.read('a.slow')).toBe('tea\nmilk\n');
  });

  it.each([
    ['planex reject', ['reject'], '"rejected"'],
    ['planex trust --revoke', ['trust', '--revoke'], '"proposed":true'],
  ])('by %s', async (_, command, mark) => {
    const repository = makeRepository();
    const { ids, meet, path } = await hangLanding(repository);
    const answering = planexOk(repository, ...command, path);
    const isHeld = (): boolean => artifacts(repository).replace(/": /g, '":').includes(mark);
    await waitUntil(isHeld, 'the plan is held');
    meet.send('go');
    const answer = await answering;
    expect(answer).toContain(
      `${ids[0]} was just landing, and is done: planex undo ${ids[0]} takes it back\n`,
    );
    expect(answer).not.toContain('ended the run');
    expect(standings(await readStatus(repository))).toEqual(['done']);
  });
});

it('`planex stop --now` ends a landing that waits for a filter before it changes anything', async () => {
  const repository = makeRepository();
  const meet = makeRendezvous();
  const strip = 's/^W://';
  repository.git('config', 'filter.w.clean', `sed ${strip}`);
  repository.git('config', 'filter.w.smudge', 'sed s/^/W:/');
  repository.commit({ '.gitattributes': '*.w filter=w\n', 'a.w': 'W:tea\n' });
  const hang = `if pwd | grep -q planex-repo; then ${meet.give('hangs')}; ${meet.await('go')}; fi`;
  writePlan(repository, 'mine', [
    {
      files: ['Modify: a.w'],
      commands: ['echo W:milk > a.w', `git config filter.w.clean '${hang}; sed ${strip}'`],
    },
  ]);
  await startDaemon(repository);
  await meet.receive('hangs');
  await planexOk(repository, 'stop', '--now');
  await expectNothingLeft(repository);
  meet.send('go');
  expectWhole(repository);
  expect(repository.read('a.w')).toBe('W:tea\n');
  await startDaemon(repository);
  await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'done');
  await planexOk(repository, 'stop');
  expectWhole(repository);
  expect(repository.read('a.w')).toBe('W:milk\n');
});
