import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeGate } from '../../support/gate.ts';
import { planText, type PlanTask, writePlan, writes } from '../../support/plan.ts';
import {
  planex,
  planexOk,
  readStatus,
  settle,
  standings,
  startDaemon,
  waitForStatus,
} from '../../support/planex.ts';
import { makeFolder, makeRepository, type TestRepository, useRepository } from '../../support/repository.ts';

const PLAN = 'docs/plans/2026-11-20-tea.md';
const LIVING = `
## Constraints

- The kettle stays as it is.

## Tolerances

- Scope: at most 3 files.

## Progress

- [ ] Task 1.

## Decision Log

- Decision: Tea, not coffee.
  Rationale: There is no coffee.
  Date/Author: 2026-11-20, Ada
`;

function execPlan(status: string, tasks: readonly PlanTask[] = [writes('tea.txt')]): string {
  return `${planText(tasks, { status, title: 'Tea' })}${LIVING}`;
}

function makePlan(status: string, tasks?: readonly PlanTask[]): TestRepository {
  const repository = makeRepository();
  repository.write(PLAN, execPlan(status, tasks));
  return repository;
}

function change(repository: TestRepository, from: string, to: string): void {
  repository.write(PLAN, repository.read(PLAN).replace(from, to));
}

async function stand(repository: TestRepository): Promise<string[]> {
  return standings((await settle(repository)).status);
}

describe('planex approve', () => {
  it.each([
    ['its path', 'plans/2026-11-20-tea.md'],
    ['the end of its name', 'tea'],
  ])('lets a draft run by %s: its Status says APPROVED, and every other byte stays', async (_, name) => {
    const repository = makePlan('DRAFT');
    expect((await settle(repository)).status.tasks[0]?.reason).toMatchObject({
      code: 'draft',
      action: expect.stringContaining(`planex approve ${PLAN}`),
    });
    const said = await planexOk(join(repository.path, 'docs'), 'approve', name);
    expect(said).toMatch(/^approved docs\/plans\/2026-11-20-tea\.md \(sha256:[0-9a-f]{12}…, 1 task\)\n/);
    expect(repository.read(PLAN)).toBe(execPlan('APPROVED'));
    expect(await stand(repository)).toEqual(['done']);
  });

  it('counts for a plan that came from elsewhere, and for exactly its bytes', async () => {
    const upstream = makeRepository();
    upstream.commit({ [PLAN]: execPlan('DRAFT') });
    const folder = join(makeFolder(), 'clone');
    upstream.git('clone', '--quiet', upstream.path, folder);
    const clone = useRepository(folder);
    await planexOk(clone, 'approve', PLAN);
    upstream.commit({ [PLAN]: execPlan('APPROVED', [writes('theirs.txt')]) });
    clone.git('stash', '--quiet');
    clone.git('pull', '--quiet');
    expect(await stand(clone)).toEqual(['waiting: not-admitted']);
    await planexOk(clone, 'approve', PLAN);
    expect(await stand(clone)).toEqual(['done']);
    expect(clone.git('ls-files')).toContain('theirs.txt');
  });

  it('writes a Status where an ExecPlan states none', async () => {
    const repository = makeRepository();
    repository.write(PLAN, execPlan('DRAFT').replace('Status: DRAFT\n\n', ''));
    expect(await stand(repository)).toEqual(['waiting: draft']);
    await planexOk(repository, 'approve', PLAN);
    expect(repository.read(PLAN)).toBe(execPlan('APPROVED'));
    expect(await stand(repository)).toEqual(['done']);
  });

  it('refuses what it cannot approve, and says what to do', async () => {
    const repository = makePlan('BLOCKED');
    repository.write('docs/plans/green-tea.md', planText([writes('green.txt')], { status: 'DRAFT' }));
    repository.write('docs/plans/bad.md', planText([{ dependsOn: '9' }], { status: 'DRAFT' }));
    repository.write('docs/issues/one.json', '{ "tasks": [] }');
    const refusals = [
      [PLAN, 'says BLOCKED'],
      ['docs/plans/bad.md', 'has errors'],
      ['docs/issues/one.json', 'is a solution, which has no Status'],
      ['README.md', 'is no plan that planex watches'],
    ] as const;
    for (const [path, words] of refusals) {
      const before = repository.read(path);
      const refused = await planex(repository, ['approve', path]);
      expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(words) });
      expect(refused.stderr).toContain('\n  do: ');
      expect(repository.read(path)).toBe(before);
    }
    const several = await planex(repository, ['approve', 'tea']);
    expect(several.stderr).toContain('2 plans have a name that ends with "tea"');
    expect(repository.read(PLAN)).toContain('Status: BLOCKED');
    const mixed = await planex(repository, ['approve', PLAN, '--fallback', 'shell']);
    expect(mixed).toMatchObject({ code: 2, stderr: expect.stringContaining('--fallback is for a task') });
  });
});

describe('whose word counts', () => {
  it("a person's own edit or commit that sets APPROVED does", async () => {
    const edited = makePlan('DRAFT');
    expect(await stand(edited)).toEqual(['waiting: draft']);
    change(edited, 'DRAFT', 'APPROVED');
    expect(await stand(edited)).toEqual(['done']);

    const committed = makeRepository();
    committed.commit({ [PLAN]: execPlan('DRAFT') });
    expect(await stand(committed)).toEqual(['waiting: draft']);
    committed.commit({ [PLAN]: execPlan('APPROVED') });
    expect(await stand(committed)).toEqual(['done']);
  });

  it('one that a pull brings does not', async () => {
    const upstream = makeRepository();
    upstream.commit({ [PLAN]: execPlan('DRAFT') });
    const folder = join(makeFolder(), 'clone');
    upstream.git('clone', '--quiet', upstream.path, folder);
    const clone = useRepository(folder);
    expect(await stand(clone)).toEqual(['waiting: draft']);
    upstream.commit({ [PLAN]: execPlan('APPROVED') });
    clone.git('pull', '--quiet');
    expect(await stand(clone)).toEqual(['waiting: not-admitted']);
  });

  it("an executor that edits another plan's Status in its workspace has approved nothing", async () => {
    const repository = makeRepository();
    repository.commit({ [PLAN]: execPlan('DRAFT') });
    expect(await stand(repository)).toEqual(['waiting: draft']);
    const approves = `sed -i 's/Status: DRAFT/Status: APPROVED/' ${PLAN}`;
    writePlan(repository, 'helper', [{ title: 'Help', files: [`Modify: ${PLAN}`], commands: [approves] }]);
    expect(await stand(repository)).toEqual(['done', 'waiting: not-admitted']);
    expect(repository.git('show', `HEAD:${PLAN}`)).toContain('Status: APPROVED');
    expect(await stand(repository)).toEqual(['done', 'waiting: not-admitted']);
  });

  it('an executor that edits its own plan has changed nothing of it', async () => {
    const repository = makeRepository();
    const edits = `sed -i 's/at most 3/at most 300/' ${PLAN}`;
    const text = execPlan('APPROVED', [{ ...writes('tea.txt'), commands: [edits, 'echo tea > tea.txt'] }]);
    repository.commit({ [PLAN]: text });
    await planexOk(repository, 'trust', PLAN);
    expect(await stand(repository)).toEqual(['done']);
    expect(repository.git('show', `HEAD:${PLAN}`)).toContain('at most 3 files');
  });
});

describe('an approved plan that means something else now', () => {
  const two = [writes('tea.txt'), writes('cup.txt')];
  const MORE = '\n### Task 3: More\n\n**Commands:**\n- `touch more.txt`\n\n## Constraints';

  it.each<[string, string, string, string]>([
    ['another command', 'echo cup.txt >', 'echo CUP >', 'task 2 has changed'],
    ['one more task', '\n## Constraints', MORE, 'task 3 is new'],
    ['other constraints', 'The kettle stays', 'The kettle may go', 'Constraints has changed'],
    ['other tolerances', 'at most 3 files', 'at most 300 files', 'Tolerances has changed'],
  ])(
    'waits when it has %s, says what changed, and goes on when it is approved',
    async (_, from, to, words) => {
      const repository = makePlan('APPROVED', two);
      const gate = makeGate();
      change(repository, '`echo tea.txt > tea.txt`', `\`${gate.wait} && echo tea.txt > tea.txt\``);
      await startDaemon(repository);
      await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'running');
      change(repository, from, to);
      const { tasks } = await waitForStatus(repository, (now) => now.tasks[1]?.reason?.code === 'approval');
      expect(tasks[1]?.reason).toMatchObject({
        message: `the plan means something else than what was approved: ${words}`,
        action: `planex approve ${PLAN}`,
      });
      await gate.pass();
      await waitForStatus(repository, (now) => now.tasks[0]?.status === 'done');
      expect((await readStatus(repository)).tasks[1]).toMatchObject({ reason: { code: 'approval' } });
      await planexOk(repository, 'approve', PLAN);
      await waitForStatus(repository, (now) => now.tasks.every(({ status }) => status === 'done'));
    },
  );

  it('runs on when only ticks, living sections or white space are changed', async () => {
    const repository = makePlan('APPROVED', [{ ...writes('tea.txt'), commands: ['exit 1'] }]);
    expect(await stand(repository)).toEqual(['failed: internal']);
    change(repository, '- [ ] Task 1.', '- [x] (2026-11-20 10:00Z) Task 1.\n- [ ] And then the cups.');
    change(repository, 'There is no coffee.', 'There is no coffee.\n\n- Decision: No milk.');
    change(repository, '### Task 1', '\n\n### Task 1');
    change(repository, 'Status: APPROVED', 'Status: IN PROGRESS');
    expect(await stand(repository)).toEqual(['failed: internal']);
  });

  it('runs again when what was approved comes back, or its Status is set anew by hand', async () => {
    const repository = makePlan('APPROVED', [{ ...writes('tea.txt'), backend: 'nobody' }]);
    expect(await stand(repository)).toEqual(['waiting: backend-missing']);
    change(repository, 'at most 3 files', 'at most 4 files');
    expect(await stand(repository)).toEqual(['waiting: approval']);
    change(repository, 'at most 4 files', 'at most 3 files');
    expect(await stand(repository)).toEqual(['waiting: backend-missing']);
    change(repository, 'at most 3 files', 'at most 4 files');
    change(repository, 'Status: APPROVED', 'Status: DRAFT');
    expect(await stand(repository)).toEqual(['waiting: draft']);
    change(repository, 'Status: DRAFT', 'Status: APPROVED');
    expect(await stand(repository)).toEqual(['waiting: backend-missing']);
  });

  it('is approved by trust as well, which a person gives to its exact bytes', async () => {
    const repository = makeRepository();
    repository.commit({ [PLAN]: execPlan('APPROVED', [{ ...writes('tea.txt'), backend: 'nobody' }]) });
    await planexOk(repository, 'trust', PLAN);
    expect(await stand(repository)).toEqual(['waiting: backend-missing']);
    change(repository, 'echo tea.txt', 'echo TEA');
    expect(await stand(repository)).toEqual(['waiting: approval']);
    await planexOk(repository, 'trust', '--all');
    expect(await stand(repository)).toEqual(['waiting: approval']);
    await planexOk(repository, 'trust', PLAN);
    expect(await stand(repository)).toEqual(['waiting: backend-missing']);
  });

  it('a plan without a Status runs as it is written, as ever', async () => {
    const repository = makeRepository();
    const { path } = writePlan(repository, 'plain', [writes('one.txt')]);
    expect(await stand(repository)).toEqual(['done']);
    repository.write(path, repository.read(path).replace('echo one.txt', 'echo two'));
    expect(await stand(repository)).toEqual(['done']);
    expect(repository.read('one.txt')).toBe('two\n');
  });
});

describe('planex reject', () => {
  it('keeps an approved plan from running: it is a draft again, and its Decision Log says why', async () => {
    const repository = makePlan('APPROVED');
    const said = await planexOk(repository, 'reject', PLAN, '--why', 'the old pot goes first');
    expect(said).toContain(`${PLAN} is rejected: nothing of it runs until`);
    expect(repository.read(PLAN)).toContain('Status: DRAFT');
    expect(repository.read(PLAN)).toMatch(/- Decision: .*\n {2}Rationale: the old pot goes first\n/);
    const { status } = await settle(repository);
    expect(status.tasks[0]?.reason).toMatchObject({
      code: 'approval',
      message: expect.stringMatching(/^the plan was rejected at .*: the old pot goes first$/),
      action: `planex approve ${PLAN}`,
    });
    await planexOk(repository, 'approve', PLAN);
    expect(await stand(repository)).toEqual(['done']);
  });

  it('holds a plan without a Status by its record alone, whatever else is done with it', async () => {
    const repository = makeRepository();
    const { path } = writePlan(repository, 'plain', [writes('one.txt')]);
    const before = repository.read(path);
    await planexOk(repository, 'reject', path, '--why', 'not now');
    expect(repository.read(path)).toBe(before);
    expect(await stand(repository)).toEqual(['waiting: approval']);
    repository.write(path, `${before}\nMore words.\n`);
    expect(await stand(repository)).toEqual(['waiting: approval']);
    repository.commit({ [path]: before });
    expect(await stand(repository)).toEqual(['waiting: approval']);
    await planexOk(repository, 'approve', path);
    expect(await stand(repository)).toEqual(['done']);
  });

  it('does not let the rejected bytes run when they come back', async () => {
    const repository = makeRepository();
    repository.commit({ [PLAN]: execPlan('APPROVED') });
    await planexOk(repository, 'trust', PLAN);
    await planexOk(repository, 'reject', PLAN);
    expect(await stand(repository)).toEqual(['waiting: approval']);
    repository.git('checkout', '--quiet', '--', PLAN);
    expect(await stand(repository)).toEqual(['waiting: approval']);
  });

  it('ends what runs of the plan, and its tasks run when it is approved', async () => {
    const repository = makeRepository();
    const gate = makeGate();
    repository.write(
      PLAN,
      execPlan('APPROVED', [{ ...writes('tea.txt'), commands: [`${gate.wait} && echo x > tea.txt`] }]),
    );
    await startDaemon(repository);
    await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'running');
    expect(await planexOk(repository, 'reject', PLAN)).toContain(
      'ended the run of docs/plans/2026-11-20-tea#1',
    );
    await waitForStatus(repository, ({ tasks }) => tasks[0]?.reason?.code === 'approval');
    await planexOk(repository, 'approve', PLAN);
    await gate.pass();
    await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'done');
  });
});
