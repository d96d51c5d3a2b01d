import { describe, expect, it } from 'vitest';
import { execPlanText } from '../../support/exec-plan.ts';
import { writes } from '../../support/plan.ts';
import { planexOk, settle, standings } from '../../support/planex.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';
import { pathsOf, TEA, TEA_TASK } from '../../support/tolerant-plan.ts';

const TWO_FILES = { title: 'Brew', commands: ['touch a.txt b.txt'] };

function makeTea(status: string): TestRepository {
  const repository = makeRepository();
  const text = execPlanText([TWO_FILES, writes('c.txt')], { status });
  repository.commit({
    [TEA]: text.replace('## Tolerances\n\nNone.', '## Tolerances\n\n- Scope: at most 1 file a task.'),
  });
  return repository;
}

describe('what planex writes into a plan beside a landing', () => {
  it('comes along with the next commit of the plan: the approval, the breach and the answer to it', async () => {
    const repository = makeTea('DRAFT');
    await planexOk(repository, 'approve', TEA);
    expect(standings((await settle(repository)).status)[0]).toBe('waiting: breach');
    expect(repository.git('status', '--porcelain')).toBe(` M ${TEA}`);
    await planexOk(repository, 'resolve', TEA_TASK, '--option', '1', '--note', 'two cups');
    expect(standings((await settle(repository)).status)).toEqual(['done', 'done']);
    // The user is left with nothing to commit.
    expect(repository.git('status', '--porcelain')).toBe('');
    expect(pathsOf(repository, 'HEAD~1')).toEqual(['a.txt', 'b.txt', TEA]);
    const told = repository.git('show', `HEAD~1:${TEA}`);
    expect(told).toContain('Status: IN PROGRESS');
    expect(told).toContain('Decision: Stop task 1');
    expect(told).toMatch(/Decision: Task 1: accept it[^]*two cups/);
    expect(told).toMatch(/- \[x\] \(.*\) Task 1: Brew/);
    expect(told).toContain('- [ ] Task 2');
    expect(pathsOf(repository, 'HEAD')).toEqual(['c.txt', TEA]);
    expect(repository.git('show', `HEAD:${TEA}`)).toContain('Status: COMPLETE');
  });

  it('stays in the file where a person has written into it as well, and none of that is committed', async () => {
    const repository = makeTea('DRAFT');
    await planexOk(repository, 'approve', TEA);
    repository.write(TEA, repository.read(TEA).replace('at most 1 file', 'at most 2 files'));
    await planexOk(repository, 'approve', TEA);
    expect(standings((await settle(repository)).status)).toEqual(['done', 'done']);
    expect(repository.git('log', '--format=%H', '--', TEA).split('\n')).toHaveLength(1);
    expect(repository.git('status', '--porcelain')).toBe(` M ${TEA}`);
    expect(repository.read(TEA)).toContain('Status: COMPLETE');
    expect(repository.read(TEA)).toContain('at most 2 files');
  });
});
