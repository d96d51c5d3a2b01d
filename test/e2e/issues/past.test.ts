import { expect, test } from 'vitest';
import { planex, planexOk, settle, standings } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';
import { writeSolution, writesFile } from '../../support/solution.ts';

const PRESENT = '.workflow/issues/issues.jsonl';
const PAST = '.workflow/issues/issue-history.jsonl';

test('an issue that is done becomes past, killed or not, in files that Git knows and planex never commits', async () => {
  const repository = makeRepository();
  const first = '{"id":"ISS-1","title":"The first","tags":["tea"],"n":1.0}';
  const second = '{"id":"ISS-2","title":"The second","status":"deferred"}';
  repository.commit({
    [PRESENT]: `${first}\n${second}\n`,
    [PAST]: '{"id":"ISS-0","title":"Long ago","status":"completed"}\n',
  });
  writeSolution(repository, 'ISS-0', [writesFile('T1', 'zero.txt')]);
  writeSolution(repository, 'ISS-1', [writesFile('T1', 'one.txt')]);
  writeSolution(repository, 'ISS-2', [writesFile('T1', 'two.txt')]);

  const killed = await planex(repository, ['once'], { env: { PLANEX_FAULT_POINT: 'move-issue:copied' } });
  expect(killed.stderr).toContain('SIGKILL');
  expect(repository.read(PRESENT)).toBe(`${first}\n${second}\n`);
  expect(repository.read(PAST).split('\n')).toHaveLength(3);
  expect(await planexOk(repository, 'issues', 'list', '--status', 'completed')).toContain('The first');

  // With these files changed and not committed, the next work lands all the same and leaves them alone.
  await planexOk(repository, 'issues', 'update', 'ISS-2', '--status', 'registered');
  const { status } = await settle(repository);
  expect(standings(status)).toEqual(['waiting: paused', 'done', 'done']);
  expect(repository.read(PRESENT)).toBe('');
  const [old, ...past] = repository.read(PAST).trimEnd().split('\n');
  expect(old).toContain('Long ago');
  expect(past.map((line) => JSON.parse(line))).toMatchObject([
    { id: 'ISS-1', tags: ['tea'], status: 'completed', completed_at: expect.stringContaining('T') },
    { id: 'ISS-2', status: 'completed' },
  ]);
  expect(past[0]).toContain('"n":1.0,');
  expect(repository.git('log', '--format=', '--name-only', '-2').trim().split('\n').toSorted()).toEqual([
    'one.txt',
    'two.txt',
  ]);
  expect(repository.git('status', '--porcelain', '--', '.workflow').trim().split('\n')).toHaveLength(2);

  await planexOk(repository, 'undo', 'ISS-1#T1');
  await settle(repository);
  expect(JSON.parse(repository.read(PRESENT))).toMatchObject({
    id: 'ISS-1',
    status: 'registered',
    tags: ['tea'],
  });
  expect(repository.read(PAST)).not.toContain('ISS-1');
  const shown = await planexOk(repository, 'issues', 'show', 'ISS-2');
  expect(shown).toContain('ISS-2: The second\n  status    completed\n');

  // What another program has ended goes on when somebody says so.
  await planexOk(repository, 'issues', 'update', 'ISS-0', '--status', 'open');
  const reopened = await settle(repository);
  expect(standings(reopened.status)[0]).toBe('done');
});
