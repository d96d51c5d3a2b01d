import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planex, planexOk } from '../../support/planex.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';

const GOOD = '### Task 1: Do it\n\n**Commands:**\n- `true`\n\n- [ ] do it\n';
const solution = (id: string): string =>
  JSON.stringify({
    issue_id: id,
    solution: { id: 'S', tasks: [{ id: 'T1', title: 'Do it', action: 'Create' }] },
  });

describe('lint', () => {
  it('without paths checks everything that planex would read', async () => {
    const repository = makeRepository();
    repository.write('docs/plans/good.md', GOOD);
    repository.write('docs/issues/ISS-1.json', solution('ISS-1'));
    repository.write('docs/notes.md', GOOD);
    const result = await planex(repository, ['lint']);
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(result.stdout).toContain('docs/plans/good.md: 1 task\n');
    expect(result.stdout).toContain('docs/issues/ISS-1.json: 1 task\n');
    expect(result.stdout).not.toContain('notes');
  });

  it('exits with 1 on an error, with its place, and goes on with the rest', async () => {
    const repository = makeRepository();
    repository.write('docs/issues/bad.json', '{\n  "issue_id": 7,,\n}');
    repository.write('docs/plans/good.md', GOOD);
    const result = await planex(repository, ['lint']);
    expect(result).toMatchObject({ code: 1, stderr: '' });
    expect(result.stdout).toMatch(/^docs\/issues\/bad\.json:2:\d+: error: /m);
    expect(result.stdout).toContain('docs/plans/good.md: 1 task\n');
    expect(result.stdout).toMatch(/\d+ errors?\n$/);
  });

  it('shows paths as seen from the current folder, and ids as the daemon has them', async () => {
    const repository = makeRepository();
    repository.write('docs/plans/good.md', GOOD);
    mkdirSync(join(repository.path, 'a'));
    const below = join(repository.path, 'a');
    for (const args of [
      [],
      ['../docs/plans'],
      ['../docs/plans/good.md'],
      [join(repository.path, 'docs/plans/good.md')],
    ]) {
      const { artifacts } = JSON.parse(await planexOk(below, 'lint', '--json', ...args));
      expect(artifacts).toMatchObject([
        {
          path: '../docs/plans/good.md',
          kind: 'plan',
          tasks: [{ id: 'docs/plans/good#1', title: 'Do it', line: 1 }],
        },
      ]);
    }
  });

  it('takes files and folders outside of a repository', async () => {
    const folder = makeFolder();
    mkdirSync(join(folder, 'deep/er'), { recursive: true });
    writeFileSync(join(folder, 'deep/er/plan.md'), GOOD);
    writeFileSync(join(folder, 'deep/issues.jsonl'), `${solution('ISS-1')}\n\n${solution('ISS-2')}\n`);
    const shown = await planexOk(folder, 'lint', 'deep');
    expect(shown).toContain('deep/er/plan.md: 1 task\n');
    expect(shown.match(/^deep\/issues\.jsonl: 1 task$/gm)).toHaveLength(2);
    expect(await planexOk(folder, 'lint', 'deep/er/plan.md')).toContain('deep/er/plan.md: 1 task\n');
    expect(await planex(folder, ['lint'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('not a Git repository'),
    });
  });

  it('names what is not there', async () => {
    const repository = makeRepository();
    for (const path of ['docs/plans/none.md', 'README.md/none.md']) {
      const result = await planex(repository, ['lint', path]);
      expect(result).toMatchObject({ code: 2, stdout: '' });
      expect(result.stderr).toContain(`planex: there is no file or folder ${path}\n  do: `);
    }
  });

  it('refuses what is too large, not text or not readable, as the daemon does', async () => {
    const repository = makeRepository();
    repository.write('docs/plans/large.md', 'x'.repeat(600 * 1024));
    writeFileSync(join(repository.path, 'docs/plans/latin.md'), Buffer.from([0x23, 0x20, 0xe9, 0x0a]));
    const result = await planex(repository, ['lint', 'docs/plans/large.md', 'docs/plans/latin.md']);
    expect(result).toMatchObject({ code: 1, stderr: '' });
    expect(result.stdout).toContain('docs/plans/large.md: error: it has 614400 bytes');
    expect(result.stdout).toMatch(/^docs\/plans\/latin\.md: error: the file is not UTF-8/m);
    if (process.getuid?.() === 0) return;
    repository.write('docs/plans/closed.md', GOOD);
    chmodSync(join(repository.path, 'docs/plans/closed.md'), 0);
    expect(await planex(repository, ['lint', 'docs/plans/closed.md'])).toMatchObject({ code: 1 });
  });

  it('finds nothing where there is nothing', async () => {
    expect(await planex(makeRepository(), ['lint'])).toMatchObject({
      code: 0,
      stdout: 'no plans or solutions found\n',
    });
  });

  it('--json has the shape that its help shows', async () => {
    const repository = makeRepository();
    repository.write('docs/plans/good.md', GOOD);
    repository.write('docs/issues/bad.json', '{');
    const help = await planexOk(repository, 'lint', '--help');
    const result = await planex(repository, ['lint', '--json']);
    expect(result.code).toBe(1);
    const { artifacts } = JSON.parse(result.stdout);
    for (const key of artifacts.flatMap((one: object) => Object.keys(one))) expect(help).toContain(key);
    for (const one of artifacts.flatMap(({ diagnostics }: { diagnostics: object[] }) => diagnostics)) {
      for (const key of Object.keys(one)) expect(help).toContain(key);
    }
  });

  it('--fix adds what can be derived, once, and leaves every other byte', async () => {
    const repository = makeRepository();
    const { path } = JSON.parse(await planexOk(repository, 'new', 'Make tea', '--json'));
    const whole = repository.read(path);
    const written = whole.replace(/^## Risks.*?(?=^## )/ms, '');
    repository.write(path, written);
    repository.write('docs/plans/broken.md', '### Task 1: A\n\n### Task 1: B\n');
    const first = await planex(repository, ['lint', '--fix']);
    expect(first).toMatchObject({ code: 1, stderr: '' });
    expect(first.stdout).toContain(`${path}: added: section "Risks"\n${path}: added: routing table\n`);
    const fixed = repository.read(path);
    const table = '\n## Routing summary\n\n| Task | Title | Work | Backend |\n|---|---|---|---|\n';
    expect(fixed).toBe(`${whole}${table}| 1 | Say what changes | implementation | codex |\n`);
    const second = await planexOk(repository, 'lint', '--fix', path);
    expect(second).not.toContain('added');
    expect(repository.read(path)).toBe(fixed);
    expect(repository.read('docs/plans/broken.md')).toBe('### Task 1: A\n\n### Task 1: B\n');
  });

  it('shows how tolerances and constraints were understood', async () => {
    const repository = makeRepository();
    repository.write(
      'docs/plans/tea.md',
      '# Tea\n\n## Constraints\n\n- Do not modify `lib/`.\n\n## Tolerances\n\n- Scope: more than two files or 300 net lines.\n- Colour: if more than 7 shades are needed, stop.\n- Interface: if a public API signature must change, stop.\n',
    );
    expect(await planexOk(repository, 'lint')).toBe(
      [
        'docs/plans/tea.md:10:3: hint: this tolerance has a number that planex cannot measure; whoever does the work has to heed it (tolerance-unclear)',
        'docs/plans/tea.md:9: tolerance: at most 2 files, at most 300 lines (net)',
        'docs/plans/tea.md:11: tolerance: no change of a public interface, which nothing measures: tolerances.interface is not set in .planexrc',
        'docs/plans/tea.md:5: constraint: lib/ is not modified',
        'docs/plans/tea.md: 0 tasks\n',
      ].join('\n'),
    );
  });

  it('--format sarif gives each finding its place', async () => {
    const repository = makeRepository();
    repository.write('docs/plans/tea.md', '### Task 1: A\n\n### Task 1: B\n');
    const result = await planex(repository, ['lint', '--format', 'sarif']);
    expect(result.code).toBe(1);
    const { version, runs } = JSON.parse(result.stdout);
    expect(version).toBe('2.1.0');
    const { results, tool } = runs[0];
    const twice = results.find((one: { level: string }) => one.level === 'error');
    expect(twice.locations[0].physicalLocation).toMatchObject({
      artifactLocation: { uri: 'docs/plans/tea.md' },
      region: { startLine: 3, startColumn: 1 },
    });
    const below = { path: join(repository.path, 'docs') };
    expect((await planex(below, ['lint', 'plans', '--format', 'sarif'])).stdout).toBe(result.stdout);
    const ids = tool.driver.rules.map(({ id }: { id: string }) => id);
    for (const { ruleId } of results) expect(ids).toContain(ruleId);
    expect(await planex(repository, ['lint', '--format', 'xml'])).toMatchObject({ code: 2 });
  });
});
