import { describe, expect, it } from 'vitest';
import { readDocument } from '../../support/document.ts';
import { makeGuardedRepository, PLAN, plan } from '../../support/guarded-repository.ts';
import { planex, planexOk } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

const WHY = ['--why', 'files are opened\nread-only `now`'];

describe('planex guard retire', () => {
  it('lets a sentinel go with its plan as it was otherwise, whatever it looks like', async () => {
    const odd = ['--mode write', 'a `tick` b', '$HOME "x" \\', 'é'];
    const written = odd.map((text) => (text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``));
    const begin = `# A plan\r\n\r\n**load-bearing** ${written.join(' and ')}\r\n`;
    const repository = makeGuardedRepository(begin);
    for (const sentinel of odd) await planexOk(repository, 'guard', 'retire', sentinel, ...WHY);
    const text = repository.read(PLAN);
    expect(text.startsWith(`${begin}\r\n## Decision Log\r\n\r\n- Decision: Retire the sentinel`)).toBe(true);
    expect(text.replaceAll('\r\n', '')).not.toContain('\n');
    expect(text.match(/Rationale: files are opened read-only `now`\r\n/g)).toHaveLength(odd.length);
    const again = await planexOk(repository, 'guard', 'retire', 'é', ...WHY);
    expect(again).toBe(`already retired in ${PLAN}\n`);
    expect(repository.read(PLAN)).toBe(text);
    repository.write(PLAN, text.replace(/\*\*load-bearing.*\r\n/, ''));
    repository.git('add', PLAN);
    expect(repository.attempt('commit', '-m', 'less')).toMatchObject({ passed: true });
    repository.git('rm', '--quiet', PLAN);
    expect(repository.attempt('commit', '-m', 'gone')).toMatchObject({ passed: true });
  });

  it('appends to the log that is there', async () => {
    const log = '## Decision Log\n\n- Decision: keep `B`.\n  Rationale: it is used.\n';
    const repository = makeGuardedRepository(`${plan('A')}\n${log}\n## Outcomes\n\nNone.`);
    await planexOk(repository, 'guard', 'retire', 'A', ...WHY);
    const [before, after] = repository.read(PLAN).split('- Decision: Retire the sentinel `A`.\n');
    expect(before).toBe(`${plan('A')}\n${log}`);
    expect(after).toMatch(
      /^ {2}Rationale: .*\n {2}Date\/Author: \d{4}-\d\d-\d\d, .+\n\n## Outcomes\n\nNone\.$/,
    );
  });

  it('says which plan it cannot tell, and takes one that is named', async () => {
    const repository = makeGuardedRepository(plan('A', 'B'));
    repository.commit({ 'docs/plans/b.md': plan('A') });
    const unclear = await planex(repository, ['guard', 'retire', 'A', ...WHY]);
    expect([unclear.code, unclear.stderr]).toEqual([2, expect.stringContaining('docs/plans/b.md')]);
    await planexOk(repository, 'guard', 'retire', 'A', ...WHY, '--plan', PLAN);
    expect(repository.git('status', '--porcelain')).toBe(`M ${PLAN}`.padStart(PLAN.length + 3));
    for (const args of [
      ['retire', 'C', ...WHY],
      ['retire', 'A'],
      ['retire', '', ...WHY],
      ['list', 'more'],
      ['more'],
    ]) {
      expect([args, (await planex(repository, ['guard', ...args])).code]).toEqual([args, 2]);
    }
    repository.git('rm', '--quiet', '--force', PLAN);
    const gone = await planex(repository, ['guard', 'retire', 'B', ...WHY]);
    expect([gone.code, gone.stderr]).toEqual([2, expect.stringContaining(`there is no ${PLAN} any more`)]);
  });
});

describe('planex guard', () => {
  it('says so when there is nothing to guard, and lists what there is', async () => {
    const repository = makeRepository();
    const nothing = 'no plan has a **load-bearing marker, so nothing is guarded\n';
    expect(await planexOk(repository, 'guard')).toBe(nothing);
    expect(await planexOk(repository, 'guard', 'list')).toBe(nothing);
    repository.commit({
      [PLAN]: `${plan('A')}\n## Decision Log\n\n- Retired \`A\`\n`,
      'docs/plans/x/b.md': plan('B'),
    });
    expect(await planexOk(repository, 'guard', 'list')).toBe(
      `${PLAN}:5: \`A\` (retired)\ndocs/plans/x/b.md:5: \`B\`\n`,
    );
    expect(await planexOk(`${repository.path}/docs`, 'guard')).toBe(
      'nothing is lost; 1 sentinel is guarded\n',
    );
  });

  it('guards the folders of the settings, and refuses when they cannot be read', async () => {
    const repository = makeRepository();
    repository.commit({ '.planexrc': '{"artifacts": {"plans": ["plans/*.md"]}}', 'plans/a.md': plan('A') });
    repository.commit({ 'docs/plans/b.md': plan('B') });
    repository.git('rm', '--quiet', '-r', 'plans', 'docs');
    const { findings } = JSON.parse((await planex(repository, ['guard', '--format', 'json'])).stdout);
    expect(findings).toEqual([
      { rule: 'sentinel-vanished', sentinel: 'A', path: 'plans/a.md', line: 5, planGone: true },
    ]);
    const sarif = JSON.parse((await planex(repository, ['guard', '--format', 'sarif'])).stdout);
    expect(sarif.runs[0].results[0].locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'plans/a.md' },
      region: { startLine: 5 },
    });
    repository.write('.planexrc', '{');
    expect((await planex(repository, ['guard'])).code).toBe(2);
  });

  it('says what its page shows', async () => {
    const [shown] = readDocument('docs/guard.md').blocks('output');
    const repository = makeRepository();
    const line = '**Load-bearing:** files are opened with `--mode write`.\n';
    repository.commit({ 'docs/plans/users.md': `${'\n'.repeat(11)}${line}` });
    repository.write('docs/plans/users.md', '\n');
    repository.git('add', '.');
    expect((await planex(repository, ['guard'])).stdout).toBe(shown);
  });
});
