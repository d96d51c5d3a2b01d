import { describe, expect, it } from 'vitest';
import {
  type GuardedRepository,
  makeGuardedRepository,
  PLAN,
  plan,
} from '../../support/guarded-repository.ts';

/** A repository with a branch `side`; both sides are committed past the hooks. */
function part(
  begin: string,
  here: Record<string, string | undefined>,
  there: Record<string, string | undefined>,
): GuardedRepository {
  const repository = makeGuardedRepository(begin);
  repository.git('checkout', '--quiet', '-b', 'side');
  repository.force('there', there);
  repository.git('checkout', '--quiet', '-');
  repository.force('here', here);
  return repository;
}

const OTHER = { 'other.txt': 'other\n' };

describe('a merge', () => {
  it('that goes by itself keeps what both have', () => {
    const repository = part(plan('A'), OTHER, { [PLAN]: plan('A', 'B') });
    expect(repository.attempt('merge', '--no-edit', 'side')).toMatchObject({ passed: true });
  });

  it('may not bring the loss that the other side made', () => {
    const repository = part(plan('A', 'B'), OTHER, { [PLAN]: plan('A') });
    const { passed, said } = repository.attempt('merge', '--no-edit', 'side');
    expect(passed).toBe(false);
    expect(said).toContain('`B` is gone');
  });

  it('may bring what the other side retired', () => {
    const retired = `${plan('A')}\n## Decision Log\n\n- Decision: Retire the sentinel \`B\`.\n`;
    const repository = part(plan('A', 'B'), OTHER, { [PLAN]: retired });
    expect(repository.attempt('merge', '--no-edit', 'side')).toMatchObject({ passed: true });
  });

  it.each([
    ['where it was', PLAN, 'B', true],
    ['where it had moved to', 'docs/plans/completed/a.md', 'B', true],
    ['but something else', PLAN, 'C', false],
  ])('may bring that the other side deleted a plan after it was retired %s', (_, path, retired, passes) => {
    const repository = makeGuardedRepository(plan('B'));
    const entry = `${plan('B')}\n## Decision Log\n\n- Decision: Retire the sentinel \`${retired}\`.\n`;
    repository.git('checkout', '--quiet', '-b', 'side');
    if (path !== PLAN) repository.force('move', { [PLAN]: undefined, [path]: plan('B') });
    repository.force('retire', { [path]: entry });
    repository.force('delete', { [path]: undefined });
    repository.git('checkout', '--quiet', '-');
    repository.force('here', OTHER);
    const { passed, said } = repository.attempt('merge', '--no-edit', 'side');
    expect(said).not.toContain('unalike');
    expect(passed).toBe(passes);
  });

  it('may not drop what only the other side has', () => {
    const repository = part(plan('A'), OTHER, { [PLAN]: plan('A', 'B'), 'docs/plans/b.md': plan('C') });
    const { passed, said } = repository.attempt('merge', '--no-edit', '--strategy', 'ours', 'side');
    expect(passed).toBe(false);
    expect(said).toContain(`${PLAN}:6: sentinel-vanished: \`B\` is gone`);
    expect(said).toContain('docs/plans/b.md:5: sentinel-vanished: `C` is gone with its plan');
  });

  it('does not answer for what was lost here before', () => {
    const repository = part(plan('A', 'B'), { [PLAN]: plan('A') }, OTHER);
    expect(repository.attempt('merge', '--no-edit', 'side')).toMatchObject({ passed: true });
  });

  it.each([
    ['', plan('A', 'B', 'C'), undefined],
    ['', plan('A', 'B'), '`C`'],
    ['', plan('A', 'C'), '`B`'],
    ['in a linked work tree', plan('A', 'B'), '`C`'],
  ])('with a conflict is judged when it is solved %s: %j', (where, solution, lost) => {
    const repository = part(plan('A'), { [PLAN]: plan('A', 'B') }, { [PLAN]: plan('A', 'C') });
    let place = repository;
    if (where !== '') {
      repository.git('worktree', 'add', '--quiet', '-b', 'linked', 'linked tree');
      const path = `${repository.path}/linked tree`;
      const git = (...args: string[]): string => repository.git('-C', path, ...args);
      place = { ...repository, path, git, attempt: (...args) => repository.attempt('-C', path, ...args) };
    }
    expect(place.attempt('merge', '--no-edit', 'side').passed).toBe(false);
    repository.write(where === '' ? PLAN : `linked tree/${PLAN}`, solution);
    place.git('add', PLAN);
    const { passed, said } = place.attempt('commit', '--no-edit');
    expect(said.match(/`.` is gone/g)?.join() ?? '').toBe(lost === undefined ? '' : `${lost} is gone`);
    expect(passed).toBe(lost === undefined);
  });

  it('cannot be judged while plans are in conflict', () => {
    const repository = part(plan('A'), { [PLAN]: plan('A', 'B') }, { [PLAN]: plan('A', 'C') });
    repository.attempt('merge', '--no-edit', 'side');
    expect(repository.attempt('hook', 'run', 'pre-commit')).toMatchObject({ passed: false });
  });
});
