import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planText, type PlanTask, writePlan, writes } from '../../support/plan.ts';
import {
  planex,
  planexOk,
  readEventLog,
  readStatus,
  settle,
  standings,
  startDaemon,
  waitForStatus,
} from '../../support/planex.ts';
import { makeFolder, makeRepository, type TestRepository, useRepository } from '../../support/repository.ts';
import { TEA, TEA_TASK } from '../../support/tolerant-plan.ts';

const LOG = '\n## Decision Log\n\n- Decision: Tea\n  Rationale: thirst\n';

type Rule = Record<string, unknown>;

function settingsOf(...auto: Rule[]): string {
  return JSON.stringify({ approval: { auto, quiet: '1ms' } });
}

function writeDraft(repository: TestRepository, ...tasks: PlanTask[]): void {
  repository.write(TEA, planText(tasks, { status: 'DRAFT', title: 'Tea' }) + LOG);
}

/** A repository with these rules of the user's own, and a draft. */
function makeRuled(rules: readonly Rule[], ...tasks: PlanTask[]): TestRepository {
  const repository = makeRepository();
  repository.write('.planexrc', settingsOf(...rules));
  writeDraft(repository, ...tasks);
  return repository;
}

function change(repository: TestRepository, from: string, to: string): void {
  repository.write(TEA, repository.read(TEA).replace(from, to));
}

async function stand(repository: TestRepository): Promise<string[]> {
  return standings((await settle(repository)).status);
}

const SMALL = { name: 'small', files: 2, lines: 10 };

describe('a draft that a rule covers', () => {
  it('is named by a dry run, which approves nothing', async () => {
    const repository = makeRuled([SMALL], writes('tea.txt'));
    const { stdout } = await planex(repository, ['once', '--dry-run']);
    expect(stdout).toBe(`would approve ${TEA} by the rule "small" of approval.auto, and go on with it\n`);
    expect(repository.read(TEA)).toContain('Status: DRAFT');
    const seen = JSON.parse((await planex(repository, ['once', '--dry-run', '--json'])).stdout);
    expect(seen).toMatchObject({ wouldStart: [], wouldApprove: [{ path: TEA, rule: 'small' }] });
  });

  it('runs, and all that tells of it names the rule', async () => {
    const repository = makeRuled([SMALL], writes('tea.txt'));
    const { status } = await settle(repository);
    expect(standings(status)).toEqual(['done']);
    const words = 'the rule "small" of approval.auto (at most 2 files, at most 10 lines)';
    expect(repository.git('log', '-1', '--format=%B')).toContain('\nPlanex-Approval: rule small');
    const approved = readEventLog(repository).filter(({ type }) => type === 'plan:approved');
    expect(approved).toMatchObject([{ rule: 'small', message: `${TEA} is approved by ${words}` }]);
    expect(repository.read(TEA)).toContain(
      '- Decision: Carry this plan out\n  Rationale: It is approved by the rule "small" of approval.auto',
    );
    expect(await planexOk(repository, 'logs')).toContain(`${TEA} is approved by ${words}`);
  });

  it('is named by status and why as long as it holds, and waits for a person where no rule covers it', async () => {
    const held = { ...writes('tea.txt'), backend: 'nobody' };
    const repository = makeRuled([{ name: 'codex', backends: ['codex'] }, SMALL], held);
    expect(await stand(repository)).toEqual(['waiting: backend-missing']);
    expect(await planexOk(repository, 'status')).toContain('approved by the rule "small" of approval.auto');
    expect(await planexOk(repository, 'why', TEA_TASK)).toContain('approved by the rule "small"');
    await planexOk(repository, 'approve', TEA);
    expect(await planexOk(repository, 'status')).not.toContain('approved by');

    const other = makeRuled([{ name: 'codex', backends: ['codex'] }], writes('tea.txt'));
    expect(await stand(other)).toEqual(['waiting: draft']);
    expect(other.read(TEA)).toContain('Status: DRAFT');
  });

  it('is left alone while it is being written', async () => {
    const repository = makeRuled([], writes('tea.txt'));
    repository.write('.planexrc', settingsOf(SMALL).replace('1ms', '1h'));
    expect(await stand(repository)).toEqual(['waiting: draft']);
    repository.write('.planexrc', settingsOf(SMALL));
    expect(await stand(repository)).toEqual(['done']);
  });

  it('is found by a daemon that runs', async () => {
    const repository = makeRuled([SMALL]);
    await startDaemon(repository);
    writeDraft(repository, writes('tea.txt'));
    await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'done');
  });
});

describe('what a rule does not approve', () => {
  it('a plan, or a rule, that came from elsewhere', async () => {
    const upstream = makeRepository();
    upstream.commit({ '.planexrc': settingsOf(SMALL) });
    const folder = join(makeFolder(), 'clone');
    upstream.git('clone', '--quiet', upstream.path, folder);
    const clone = useRepository(folder);
    writeDraft(clone, writes('tea.txt'));
    expect((await settle(clone)).status.tasks[0]?.reason).toMatchObject({ code: 'draft' });
    writePlan(clone, 'plain', [writes('plain.txt')]);
    expect((await settle(clone)).status.tasks.map(({ reason }) => reason?.message)).toContainEqual(
      expect.stringContaining('(approval.auto)'),
    );
    expect(clone.read(TEA)).toContain('Status: DRAFT');
    expect(clone.git('log', '--format=%s')).not.toContain('feat');
    // The rule is trusted then; a draft that a pull brings is not.
    upstream.commit({ 'docs/plans/theirs.md': planText([writes('theirs.txt')], { status: 'DRAFT' }) });
    clone.git('pull', '--quiet');
    await planexOk(clone, 'trust', '.planexrc');
    expect(await stand(clone)).toEqual(['done', 'done', 'waiting: draft']);
    expect(clone.read('docs/plans/theirs.md')).toContain('Status: DRAFT');
    await planexOk(clone, 'trust', '--revoke', '.planexrc');
    clone.write('docs/plans/2026-11-21-late.md', planText([writes('late.txt')], { status: 'DRAFT' }));
    await settle(clone);
    expect(clone.read('docs/plans/2026-11-21-late.md')).toContain('Status: DRAFT');
  });

  it('one that was changed since, set back to a draft, or rejected', async () => {
    const held = { ...writes('tea.txt'), backend: 'nobody' };
    const repository = makeRuled([SMALL], held);
    expect(await stand(repository)).toEqual(['waiting: backend-missing']);
    change(repository, 'echo tea.txt', 'echo TEA');
    expect(await stand(repository)).toEqual(['waiting: approval']);
    change(repository, 'Status: APPROVED', 'Status: DRAFT');
    expect(await stand(repository)).toEqual(['waiting: draft']);
    expect(await stand(repository)).toEqual(['waiting: draft']);
    expect(repository.read(TEA)).toContain('Status: DRAFT');

    const rejected = makeRuled([], writes('tea.txt'));
    await planexOk(rejected, 'reject', TEA);
    rejected.write('.planexrc', settingsOf(SMALL));
    expect(await stand(rejected)).toEqual(['waiting: approval']);
    rejected.write(TEA, `${rejected.read(TEA)}\nMore.\n`);
    expect(await stand(rejected)).toEqual(['waiting: approval']);
  });

  it('a task that goes to another backend than it names, also when that changes later', async () => {
    const repository = makeRuled([{ name: 'mine', backends: ['mine'] }], {
      title: 'Tea',
      files: ['tea.txt'],
    });
    const settings = (backend: string): string =>
      JSON.stringify({
        approval: { auto: [{ name: 'mine', backends: ['mine'] }], quiet: '1ms' },
        backend,
        executors: {
          mine: { command: ['no-such-program'] },
          other: { command: ['sh', '-c', 'touch other.txt'] },
        },
      });
    repository.write('.planexrc', settings('mine'));
    expect(await stand(repository)).toEqual(['waiting: backend-missing']);
    repository.write('.planexrc', settings('other'));
    const { status } = await settle(repository);
    expect(status.tasks[0]?.reason).toMatchObject({
      code: 'approval',
      message: expect.stringContaining('it goes to other now'),
      action: `planex approve ${TEA}`,
    });
    expect(readEventLog(repository).map(({ type }) => type)).not.toContain('run:claimed');
  });
});

describe('work that goes beyond the rule', () => {
  it.each<[string, Rule, string]>([
    ['files', { name: 'one', files: 1 }, '2 files: cup.txt, tea.txt; the limit is at most 1 file'],
    ['lines', { name: 'few', lines: 1 }, '2 lines added or removed; the limit is at most 1 line'],
    [
      'paths',
      { name: 'tea', paths: ['tea.txt'] },
      'changed: cup.txt; the limit is nothing outside of tea.txt',
    ],
  ])('in %s does not land, is kept, and lands when a person approves', async (_, rule, words) => {
    const task = { ...writes('tea.txt'), commands: ['echo 1 > tea.txt; echo 2 > cup.txt'] };
    const repository = makeRuled([rule], task);
    const before = repository.git('rev-parse', 'HEAD');
    const { status } = await settle(repository);
    expect(status.tasks[0]).toMatchObject({
      status: 'waiting',
      reason: { code: 'approval', message: expect.stringContaining(words) },
    });
    expect(status.tasks[0]?.reason?.action).toContain(`planex approve ${TEA} lands it`);
    expect(repository.git('rev-parse', 'HEAD')).toBe(before);
    const run = status.tasks[0]?.run ?? '';
    expect(repository.git('show', `refs/planex/runs/${run}:cup.txt`)).toBe('2');
    // It waits as it is: another look begins nothing.
    expect(await stand(repository)).toEqual(['waiting: approval']);
    // Nor do wider rules: what holds is what approved it.
    repository.write('.planexrc', settingsOf({ ...rule, files: 99, lines: 99, paths: ['**'] }));
    expect(await stand(repository)).toEqual(['waiting: approval']);
    await planexOk(repository, 'approve', TEA);
    expect(await stand(repository)).toEqual(['done']);
    expect(repository.read('cup.txt')).toBe('2\n');
    expect(repository.git('log', '-1', '--format=%B')).not.toContain('Planex-Approval');
  });

  it('counts all tasks of the plan, and begins again when a person says so', async () => {
    const repository = makeRuled([{ name: 'one', files: 1 }], writes('tea.txt'), {
      ...writes('tea.txt'),
      commands: ['echo more >> tea.txt; echo 2 > cup.txt'],
    });
    expect(await stand(repository)).toEqual(['done', 'waiting: approval']);
    await planexOk(repository, 'resolve', `${TEA_TASK.slice(0, -1)}2`, '--option', '2');
    expect(await stand(repository)).toEqual(['done', 'waiting: approval']);
    expect((await readStatus(repository)).tasks[1]?.attempts).toBe(2);
    await planexOk(repository, 'resolve', `${TEA_TASK.slice(0, -1)}2`, '--option', '1');
    expect(await stand(repository)).toEqual(['done', 'done']);
  });
});
