import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { RunRecord } from '../../../src/tasks/run-record.ts';
import { useLimitedGemini } from '../../support/limited-gemini.ts';
import { type PlannedTask, solutionText } from '../../support/planned.ts';
import {
  expectNothingLeft,
  killDaemon,
  planex,
  readEventLog,
  readStatus,
  recordsFolder,
  taskOf,
} from '../../support/planex.ts';
import { spawnPlanex } from '../../support/planex-process.ts';
import { waitUntil } from '../../support/program.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';

const ISSUES = Array.from({ length: 20 }, (_, index) => `ISS-${String(index + 1).padStart(2, '0')}`);
const DIAMOND = 'ISS-13';
const OVERLAPPING = ['ISS-14', 'ISS-15'];
const FAILING = 'ISS-16';
const LIMITED = ['ISS-17', 'ISS-18'];
/** Its last task waits until the daemon was killed, so that there is one to be killed however fast the rest lands. */
const OUTLASTING = 'ISS-01';
const KILLED = '$(git rev-parse --git-common-dir)/killed';
const LANDED = 58;

/** What each task leaves: a file of its own. */
function writes(issue: string, number: number, more: Partial<PlannedTask> = {}): PlannedTask {
  const path = `${issue}/T${number}.txt`;
  return {
    files: [path],
    commands: [`mkdir -p ${issue}`, `echo ${issue} ${number} > ${path}`],
    dependsOn: number === 1 ? [] : [`T${number - 1}`],
    ...more,
  };
}

function listTasks(issue: string): PlannedTask[] {
  const three = [1, 2, 3].map((number) => writes(issue, number));
  if (issue === DIAMOND) {
    return [
      writes(issue, 1),
      writes(issue, 2, { dependsOn: ['T1'] }),
      writes(issue, 3, { dependsOn: ['T1'] }),
      writes(issue, 4, {
        commands: [`cat ${issue}/T2.txt ${issue}/T3.txt > ${issue}/T4.txt`],
        dependsOn: ['T2', 'T3'],
      }),
    ];
  }
  if (OVERLAPPING.includes(issue)) {
    return three.map((task, index) => ({
      ...task,
      files: ['shared.txt'],
      commands: [`echo ${issue} ${index + 1} >> shared.txt`],
    }));
  }
  if (issue === FAILING) {
    return [
      writes(issue, 1),
      writes(issue, 2, { verification: ['echo it is not good; exit 1'] }),
      writes(issue, 3, { dependsOn: ['T2'] }),
      writes(issue, 4, { dependsOn: ['T1'] }),
    ];
  }
  if (issue === OUTLASTING) {
    return three.map((task, index) =>
      index < 2
        ? task
        : {
            ...task,
            commands: [`until test -e "${KILLED}"; do sleep 0.05; done`, ...(task.commands ?? [])],
          },
    );
  }
  if (LIMITED.includes(issue)) {
    return [1, 2].map((number) => ({ files: [`${issue}-${number}.txt`], dependsOn: [], backend: 'gemini' }));
  }
  return three;
}

/** Runs of an issue that began before the one before them had ended. One that waits to land has left its place to others. */
function findOverlaps(repository: TestRepository, issue: string): string[] {
  const waited = new Set(
    readEventLog(repository).flatMap((event) => (event.type === 'run:waiting' ? [event.runId] : [])),
  );
  const folder = join(recordsFolder(repository), 'runs');
  const runs = readdirSync(folder)
    .map((id): RunRecord => JSON.parse(readFileSync(join(folder, id, 'run.json'), 'utf8')))
    .filter(({ taskId, runId }) => taskId.startsWith(`docs/issues/${issue}#`) && !waited.has(runId))
    .toSorted((one, other) => (one.startedAt < other.startedAt ? -1 : 1));
  return runs.flatMap(({ taskId, startedAt }, index) => {
    const before = runs[index - 1];
    if (before === undefined || (before.endedAt !== undefined && before.endedAt <= startedAt)) return [];
    return [`${taskId} began at ${startedAt}, and ${before.taskId} ended at ${before.endedAt}`];
  });
}

test('twenty issues come to their ends, whatever happens meanwhile', async () => {
  const gemini = useLimitedGemini([1, 4]);
  const env = { PATH: gemini.PATH, GEMINI_FALLBACK_TO_CODEX_ON_FIRST_RATE_LIMIT: '0' };
  const repository = makeRepository();
  onTestFinished(async () => {
    await planex(repository, ['stop', '--now']);
    await expectNothingLeft(repository);
  });
  repository.commit({ 'shared.txt': '' });
  const start = repository.git('rev-parse', 'HEAD');
  for (const issue of ISSUES) {
    repository.write(`docs/issues/${issue}.json`, solutionText(issue, ...listTasks(issue)));
  }
  expect(ISSUES.flatMap(listTasks)).toHaveLength(60);

  const countLanded = (): number =>
    readEventLog(repository).filter(({ type }) => type === 'task:landed').length;
  const first = spawnPlanex(repository, ['run', ...ISSUES], env);
  await waitUntil(() => countLanded() >= 20, 'a third of the work has landed');
  const { daemon } = await readStatus(repository);
  await killDaemon(daemon.pid ?? Number.NaN);
  repository.write('.git/killed', '');
  expect(await first.ended()).toBe(1);
  expect(first.output()).toMatch(/^ISS-\d+: not done yet; to go on: planex run ISS-\d+$/m);

  const { code, stdout } = await planex(repository, ['run', ...ISSUES], { env });
  expect(code).toBe(1);

  const commits = repository
    .git(
      'log',
      '--reverse',
      '--format=%(trailers:key=Planex-Task,valueonly,separator=%x2C)',
      `${start}..HEAD`,
    )
    .split('\n')
    .filter((line) => line !== '');
  const expected = ISSUES.flatMap((issue) =>
    listTasks(issue).flatMap((_, index) =>
      issue === FAILING && (index === 1 || index === 2) ? [] : [`docs/issues/${issue}#T${index + 1}`],
    ),
  );
  expect(commits.toSorted()).toEqual(expected.toSorted());
  expect(commits).toHaveLength(LANDED);
  for (const issue of ISSUES) {
    const order = commits.flatMap((id) => (id.startsWith(`docs/issues/${issue}#`) ? [id] : []));
    if (issue === DIAMOND)
      expect([order[0], order[3]]).toEqual([`docs/issues/${issue}#T1`, `docs/issues/${issue}#T4`]);
    else if (!LIMITED.includes(issue)) expect(order).toEqual(order.toSorted());
  }
  expect(repository.read(`${DIAMOND}/T4.txt`)).toBe(`${DIAMOND} 2\n${DIAMOND} 3\n`);
  const shared = OVERLAPPING.flatMap((issue) => [1, 2, 3].map((number) => `${issue} ${number}`));
  expect(repository.read('shared.txt').trim().split('\n').toSorted()).toEqual(shared);

  expect(ISSUES.flatMap((issue) => findOverlaps(repository, issue))).toEqual([]);

  const status = await readStatus(repository);
  const failed = taskOf(status, `${FAILING}#T2`);
  expect(failed).toMatchObject({ status: 'failed', reason: { code: 'tests-failing' } });
  expect(taskOf(status, `${FAILING}#T3`)).toMatchObject({
    status: 'blocked',
    reason: { code: 'blocked-by', message: expect.stringContaining(`docs/issues/${FAILING}#T2 is failed`) },
  });
  expect(status.tasks.filter((task) => task.status === 'done')).toHaveLength(LANDED);

  const events = readEventLog(repository);
  const done = events.flatMap((event) => (event.type === 'issue:done' ? [event.label] : []));
  expect(done.toSorted()).toEqual(ISSUES.filter((issue) => issue !== FAILING));
  expect(stdout).toContain(`${FAILING}: docs/issues/${FAILING}#T2 is failed`);
  expect(stdout).toContain(`to go on: planex resume docs/issues/${FAILING}#T2`);
  const limits = events.filter(
    (event) =>
      event.type === 'run:ended' &&
      event.outcome.kind === 'requeued' &&
      event.outcome.reason.code === 'rate-limited',
  );
  expect(limits).toHaveLength(2);
  const failure = JSON.parse(
    readFileSync(join(recordsFolder(repository), 'runs', failed.run ?? '', 'failure.json'), 'utf8'),
  );
  expect(failure).toMatchObject({
    issue_id: FAILING,
    type: 'tests_failing',
    test_output: 'it is not good\n',
  });
}, 600_000);
