import { describe, expect, it } from 'vitest';
import {
  type GuardedRepository,
  makeGuardedRepository,
  PLAN,
  plan,
} from '../../support/guarded-repository.ts';
import { planex } from '../../support/planex.ts';

interface Told {
  code: number;
  /** For each loss its rule, its sentinel and the subject of the commit that took it. */
  losses: string[];
}

async function judge(repository: GuardedRepository, range: string): Promise<Told> {
  const { code, stdout, stderr } = await planex(repository, ['guard', '--range', range, '--format', 'json']);
  if (stderr !== '') throw new Error(stderr);
  const { findings }: { findings: { rule: string; sentinel: string; commit: { subject: string } }[] } =
    JSON.parse(stdout);
  return {
    code,
    losses: findings.map(({ rule, sentinel, commit }) => `${rule} ${sentinel}: ${commit.subject}`),
  };
}

const CLEAN: Told = { code: 0, losses: [] };
const RETIRED = `${plan('A')}\n## Decision Log\n\n- Decision: Retire the sentinel \`B\`.\n`;

describe('a range of commits', () => {
  it('names the commit that took a sentinel, also one that was rebased or picked', async () => {
    const repository = makeGuardedRepository(plan('A', 'B'));
    const begin = repository.git('rev-parse', 'HEAD');
    repository.git('checkout', '--quiet', '-b', 'side');
    repository.force('docs: add', { [PLAN]: plan('A', 'B', 'C') });
    repository.force('docs: take', { [PLAN]: plan('A', 'C') });
    expect(await judge(repository, `${begin}..side`)).toEqual({
      code: 1,
      losses: ['sentinel-vanished B: docs: take'],
    });
    repository.git('checkout', '--quiet', '-');
    repository.force('other', { 'other.txt': 'other\n' });
    const main = repository.git('rev-parse', 'HEAD');
    repository.git('cherry-pick', '--no-commit', 'side~', 'side');
    const picked = repository.force('docs: picked', {});
    expect((await judge(repository, `${main}..`)).losses).toEqual(['sentinel-vanished B: docs: picked']);
    repository.git('checkout', '--quiet', 'side');
    repository.git('rebase', '--quiet', main);
    expect((await judge(repository, `${main}..side`)).losses).toEqual(['sentinel-vanished B: docs: take']);
    expect((await judge(repository, `${picked}...side`)).losses).toEqual(['sentinel-vanished B: docs: take']);
    const { code, stdout } = await planex(repository, ['guard', '--range', `${main}..side`]);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /a\.md:6: sentinel-vanished: `B` is gone\n {2}taken by [0-9a-f]{10} docs: take \(/,
    );
  });

  it('says nothing of what came back, was retired, or moved in steps', async () => {
    const repository = makeGuardedRepository(plan('A', 'B'));
    const begin = repository.git('rev-parse', 'HEAD');
    repository.force('take', { [PLAN]: plan('A') });
    repository.force('give back', { [PLAN]: plan('A', 'B') });
    repository.force('out', { [PLAN]: plan('B') });
    repository.force('in', { 'docs/plans/b.md': plan('A') });
    repository.force('move', { [PLAN]: undefined, 'docs/plans/done/a.md': `${plan('B')}\nDone.\n` });
    expect(await judge(repository, `${begin}..`)).toEqual(CLEAN);
    repository.git('reset', '--quiet', '--hard', begin);
    repository.force('retire', { [PLAN]: RETIRED });
    repository.force('delete in the end', { [PLAN]: undefined, 'docs/plans/b.md': plan('A') });
    expect(await judge(repository, `${begin}..`)).toEqual(CLEAN);
  });

  it('finds what began and ended within it', async () => {
    const repository = makeGuardedRepository(undefined);
    const begin = repository.git('rev-parse', 'HEAD');
    repository.force('begin', { [PLAN]: plan('A') });
    repository.force('unmark', { [PLAN]: '# A plan\n\n`A`\n' });
    expect((await judge(repository, `${begin}..`)).losses).toEqual(['marker-lost A: unmark']);
  });

  it('blames a merge for what it drops itself, and a side for what that side took', async () => {
    const repository = makeGuardedRepository(plan('A', 'B', 'C'));
    const begin = repository.git('rev-parse', 'HEAD');
    repository.git('checkout', '--quiet', '-b', 'side');
    repository.force('side takes', { [PLAN]: plan('A', 'C', 'D') });
    repository.git('checkout', '--quiet', '-');
    repository.force('main goes on', { 'other.txt': 'other\n' });
    repository.git('merge', '--quiet', '--no-verify', '--no-commit', 'side');
    repository.force('merge', { [PLAN]: plan('A') });
    expect((await judge(repository, `${begin}..`)).losses.sort()).toEqual([
      'sentinel-vanished B: side takes',
      'sentinel-vanished C: merge',
      'sentinel-vanished D: merge',
    ]);
    const main = repository.git('rev-parse', 'HEAD^');
    repository.git('reset', '--quiet', '--hard', main);
    repository.git('merge', '--quiet', '--no-verify', '--strategy', 'ours', '-m', 'ours', 'side');
    expect((await judge(repository, `${begin}..`)).losses).toEqual(['sentinel-vanished D: ours']);
    repository.git('checkout', '--quiet', 'side');
    repository.git('merge', '--quiet', '--no-verify', '-m', 'come along', main);
    expect(await judge(repository, 'side^..side')).toEqual(CLEAN);
  });

  it('needs both ends', async () => {
    const repository = makeGuardedRepository(plan('A'));
    for (const range of ['HEAD', 'nothing..HEAD', '--all..HEAD', `${'0'.repeat(40)}..HEAD`]) {
      const { code, stdout } = await planex(repository, ['guard', `--range=${range}`]);
      expect([range, code, stdout]).toEqual([range, 2, '']);
    }
  });
});
