import { describe, expect, it, test } from 'vitest';
import { type PlanTask, writes } from '../../support/plan.ts';
import { installHook } from '../../support/install-hook.ts';
import { planexOk, settle, standings, startDaemon, taskOf, waitForStatus } from '../../support/planex.ts';
import { makeRendezvous } from '../../support/rendezvous.ts';
import { makeRepository } from '../../support/repository.ts';
import { countRuns, pathsOf, TEA, TEA_TASK, writeTea } from '../../support/tolerant-plan.ts';

const THREE_FILES: PlanTask = {
  title: 'Write three',
  commands: ['for name in a b c; do echo tea > $name.txt; done'],
};

it('a run that changes more files than its plan allows is stopped, kept and written into the plan', async () => {
  const repository = makeRepository();
  writeTea(repository, [THREE_FILES, writes('d.txt')], ['Scope: stop if more than 2 files change.']);
  const before = repository.git('rev-parse', 'HEAD');
  const { status } = await settle(repository);
  expect(standings(status)).toEqual(['waiting: breach', 'waiting: clarification']);
  const reason = status.tasks[0]?.reason;
  expect(reason?.message).toContain('3 files: a.txt, b.txt, c.txt');
  expect(reason?.message).toContain('at most 2 files (line');
  expect(reason?.action).toContain(`planex resolve ${TEA_TASK} --option`);
  // The task beside it says because of which one it waits, and how that goes on.
  const beside = status.tasks[1]?.reason;
  expect(beside?.message).toContain(`the plan says BLOCKED because of ${TEA_TASK}: 3 files`);
  expect(beside?.action).toBe(reason?.action);
  expect(repository.git('rev-parse', 'HEAD')).toBe(before);
  // Its work is kept.
  const kept = repository.git('for-each-ref', '--format=%(refname)', 'refs/planex/runs').split('\n');
  expect(kept).toHaveLength(1);
  expect(pathsOf(repository, kept[0] ?? '')).toEqual(['a.txt', 'b.txt', 'c.txt']);
  // The plan says what happened, and how it goes on.
  const plan = repository.read(TEA);
  expect(plan).toContain('Status: BLOCKED');
  expect(plan).toMatch(/Rationale: .*3 files: a\.txt, b\.txt, c\.txt; the limit is at most 2 files/);
  expect(plan).toMatch(/Options: \(1\) .*\(2\) .*\(3\)/);
  expect(plan).toContain(kept[0]);
  // It stays so.
  expect(standings((await settle(repository)).status)).toEqual(['waiting: breach', 'waiting: clarification']);
  expect(countRuns(repository)).toBe(1);
  expect(await planexOk(repository, 'why', TEA_TASK)).toContain('breach');
});

describe('it goes on', () => {
  /** A task that also writes down outside of its work tree that it was done. */
  const counted: PlanTask = {
    ...THREE_FILES,
    commands: [...(THREE_FILES.commands ?? []), 'echo once >> "$(git rev-parse --git-common-dir)/log"'],
  };

  it('with the work that was kept when the plan has other numbers, and is IN PROGRESS again', async () => {
    const repository = makeRepository();
    writeTea(repository, [counted], ['Scope: stop if more than 2 files change.']);
    await settle(repository);
    repository.write(TEA, repository.read(TEA).replace('more than 2 files', 'more than 3 files'));
    expect(standings((await settle(repository)).status)).toEqual(['done']);
    expect(pathsOf(repository, 'HEAD')).toEqual(['a.txt', 'b.txt', 'c.txt']);
    // Nobody was asked to do it again.
    expect(repository.read('.git/log')).toBe('once\n');
    expect(repository.read(TEA)).toContain('Status: IN PROGRESS');
  });

  it('not while you have work of your own in its paths', async () => {
    const repository = makeRepository();
    writeTea(repository, [{ ...counted, files: ['a.txt'] }], ['Scope: stop if more than 2 files change.']);
    await settle(repository);
    repository.write('a.txt', 'mine\n');
    repository.write(TEA, repository.read(TEA).replace('more than 2 files', 'more than 3 files'));
    expect(standings((await settle(repository)).status)).toEqual(['waiting: dirty-paths']);
    expect(countRuns(repository)).toBe(1);
  });

  it('is measured anew when only the Status of the plan lets it run again', async () => {
    const repository = makeRepository();
    writeTea(repository, [counted], ['Scope: stop if more than 2 files change.']);
    await settle(repository);
    repository.write(TEA, repository.read(TEA).replace('BLOCKED', 'IN PROGRESS'));
    expect(standings((await settle(repository)).status)).toEqual(['waiting: breach']);
    expect(repository.read('.git/log')).toBe('once\n');
    expect(repository.read(TEA)).toContain('Status: BLOCKED');
  });

  it('by --option 1 with the work that was kept, verified, and with the next task', async () => {
    const repository = makeRepository();
    const verified = {
      ...counted,
      verify: ['test -e a.txt', 'echo v >> "$(git rev-parse --git-common-dir)/log"'],
    };
    writeTea(
      repository,
      [verified, { ...writes('a.txt', 'more') }],
      ['Scope: stop if more than 2 files change.'],
    );
    await settle(repository);
    const said = await planexOk(repository, 'resolve', TEA, '--option', '1', '--note', 'they are small');
    expect(said).toContain('land the work that is kept');
    const plan = repository.read(TEA);
    expect(plan).toContain('Status: IN PROGRESS');
    expect(plan).toMatch(/Decision: Task 1: accept it.*\n.*Rationale: .*they are small/);
    // What was granted holds for the plan: a second task that adds no file passes.
    expect(standings((await settle(repository)).status)).toEqual(['done', 'done']);
    expect(repository.read('.git/log')).toBe('once\nv\n');
    expect(pathsOf(repository, 'HEAD~1')).toEqual(['a.txt', 'b.txt', 'c.txt']);
  });

  it('by --option 2 from the beginning, within the same limits', async () => {
    const repository = makeRepository();
    writeTea(repository, [counted], ['Scope: stop if more than 2 files change.']);
    await settle(repository);
    await planexOk(repository, 'resolve', TEA_TASK, '--option', '2');
    expect(repository.read(TEA)).toContain('Status: IN PROGRESS');
    expect(standings((await settle(repository)).status)).toEqual(['waiting: breach']);
    expect(repository.read('.git/log')).toBe('once\nonce\n');
  });

  it('not at all by --option 3', async () => {
    const repository = makeRepository();
    writeTea(repository, [counted], ['Scope: stop if more than 2 files change.']);
    await settle(repository);
    await planexOk(repository, 'resolve', TEA_TASK, '--option', '3');
    expect(standings((await settle(repository)).status)).toEqual(['cancelled: cancelled']);
    expect(countRuns(repository)).toBe(1);
    // The work stays.
    expect(repository.git('for-each-ref', 'refs/planex/runs')).not.toBe('');
  });

  it('from the beginning where the work that was kept is gone', async () => {
    const repository = makeRepository();
    writeTea(repository, [counted], ['Scope: stop if more than 2 files change.']);
    await settle(repository);
    const kept = repository.git('for-each-ref', '--format=%(refname)', 'refs/planex/runs');
    repository.git('update-ref', '-d', kept);
    await planexOk(repository, 'resolve', TEA_TASK, '--option', '1');
    expect(standings((await settle(repository)).status)).toEqual(['done']);
    expect(pathsOf(repository, 'HEAD')).toEqual(['a.txt', 'b.txt', 'c.txt']);
    expect(repository.read('.git/log')).toBe('once\nonce\n');
  });
});

interface BreachCase {
  tolerance: string;
  constraint?: string;
  task: PlanTask;
  files?: Record<string, string>;
  settings?: object;
  /** What the reason has to say. */
  says: string;
}

const NPM = { 'package.json': '{"name":"tea","dependencies":{"leaf":"1"}}\n' };
const CASES: Record<string, BreachCase> = {
  lines: {
    tolerance: 'Scope: at most 5 lines (net)',
    task: { commands: ['seq 6 > six.txt'] },
    says: '6 lines (net); the limit is at most 5 lines (net)',
  },
  'lines taken away': {
    tolerance: 'Scope: at most 5 lines (net)',
    files: { 'ten.txt': '1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n' },
    task: { commands: ['rm ten.txt'] },
    says: '10 lines (net)',
  },
  'new files': {
    tolerance: 'Stop after more than one new files',
    task: { commands: ['echo x > x.txt; echo y > y.txt; echo z >> README.md'] },
    says: '2 new files: x.txt, y.txt',
  },
  dependencies: {
    tolerance: 'Dependencies: if a new external dependency is required, stop.',
    files: NPM,
    task: { commands: [`echo '{"name":"tea","dependencies":{"leaf":"2","milk":"1"}}' > package.json`] },
    says: 'new dependencies: milk; the limit is no new dependency',
  },
  'a protected path': {
    tolerance: 'Ambiguity: ask.',
    constraint: 'Files under `src/old/` must not be modified.',
    files: { 'src/old/cup.txt': 'cup\n' },
    task: { commands: ['echo mug > src/old/cup.txt'] },
    says: 'changed: src/old/cup.txt; the limit is that src/old/ is not modified',
  },
  'a path that the settings protect': {
    tolerance: 'Ambiguity: ask.',
    settings: { tolerances: { protectedPaths: ['LICENSE'] } },
    task: { commands: ['mkdir sub; echo mine > sub/LICENSE'] },
    says: 'changed: sub/LICENSE; the limit is that LICENSE is not modified (.planexrc)',
  },
  'the interface, by its paths': {
    tolerance: 'Interface: if a public API signature must change, stop.',
    settings: { tolerances: { interface: { paths: ['api/'] } } },
    task: { commands: ['mkdir api; echo x > api/tea.proto'] },
    says: 'changed: api/tea.proto; the limit is no change of a public interface',
  },
  'the interface, by a command': {
    tolerance: 'Interface: if a public API signature must change, stop.',
    settings: { tolerances: { interface: { command: 'git diff --quiet "$PLANEX_BASE" -- README.md' } } },
    task: { commands: ['echo more >> README.md'] },
    says: 'ended with exit status 1; the limit is no change of a public interface',
  },
  'files, of a plan that states no limit': {
    tolerance: 'Ambiguity: ask.',
    settings: { tolerances: { files: 1 } },
    task: { commands: ['echo x > x.txt; echo y > y.txt'] },
    says: '2 files: x.txt, y.txt; the limit is at most 1 file (.planexrc)',
  },
};

describe('a breach of', () => {
  test.each(Object.entries(CASES))(
    '%s',
    async (_, { tolerance, constraint, task, files, settings, says }) => {
      const repository = makeRepository();
      if (files !== undefined) repository.commit(files);
      if (settings !== undefined) repository.write('.planexrc', JSON.stringify(settings));
      writeTea(repository, [task], [tolerance], constraint === undefined ? [] : [constraint]);
      const { status } = await settle(repository);
      expect(standings(status)).toEqual(['waiting: breach']);
      expect(status.tasks[0]?.reason?.message).toContain(says);
      await planexOk(repository, 'resolve', TEA_TASK, '--option', '1');
      expect(standings((await settle(repository)).status)).toEqual(['done']);
      expect(countRuns(repository)).toBe(2);
    },
  );
});

it('what stays within its limits lands as ever, and sums over the tasks of a plan', async () => {
  const repository = makeRepository();
  const tasks = [writes('a.txt'), writes('b.txt'), writes('a.txt', 'again'), writes('c.txt')];
  writeTea(repository, tasks, [
    'Scope: stop if more than 2 files or 50 lines change.',
    'Dependencies: no new package',
  ]);
  expect(standings((await settle(repository)).status)).toEqual(['done', 'done', 'done', 'waiting: breach']);
});

it('a limit for each task does not add up', async () => {
  const repository = makeRepository();
  writeTea(
    repository,
    [writes('a.txt'), writes('b.txt')],
    ['Scope: if any task changes more than 1 files, stop.'],
  );
  expect(standings((await settle(repository)).status)).toEqual(['done', 'done']);
});

it('of two tasks that run at the same time, the second is measured with what the first has landed', async () => {
  const repository = makeRepository();
  const meet = makeRendezvous();
  const task = (name: string, other: string): PlanTask => ({
    ...writes(`${name}.txt`),
    // Measured before either has landed.
    verify: [`${meet.give(name)}; ${meet.await(other)}`],
    dependsOn: 'none',
  });
  writeTea(repository, [task('a', 'go-a'), task('b', 'go-b')], ['Stop if more than 1 files change.']);
  await startDaemon(repository);
  await meet.receive('a');
  await meet.receive('b');
  meet.send('go-a');
  await waitForStatus(repository, (status) => taskOf(status, '#1').status === 'done');
  meet.send('go-b');
  const status = await waitForStatus(repository, (now) => taskOf(now, '#2').reason?.code === 'breach');
  expect(taskOf(status, '#2').reason?.message).toContain('2 files: a.txt, b.txt');
  expect(repository.git('rev-list', '--count', 'HEAD')).toBe('2');
});

it('what a hook puts into the commit is measured as well', async () => {
  const repository = makeRepository();
  installHook(repository, 'pre-commit', 'echo more > more.txt && git add more.txt');
  writeTea(repository, [writes('a.txt')], ['Stop if more than 1 files change.']);
  const { status } = await settle(repository);
  expect(standings(status)).toEqual(['waiting: breach']);
  expect(status.tasks[0]?.reason?.message).toContain('2 files: a.txt, more.txt');
  await planexOk(repository, 'resolve', 'tea', '--option', '1');
  expect(standings((await settle(repository)).status)).toEqual(['done']);
});
