import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planex, planexOk, settle, standings } from '../../support/planex.ts';
import { spawnOnTerminal } from '../../support/planex-process.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';

describe('planex new', () => {
  it.each(['execplan', 'tasks'])('--kind %s makes a draft that is clean and never runs', async (kind) => {
    const repository = makeRepository();
    mkdirSync(join(repository.path, 'a'));
    const below = join(repository.path, 'a');
    const made = JSON.parse(await planexOk(below, 'new', 'Make a pot of tea', '--kind', kind, '--json'));
    expect(made).toMatchObject({ kind, title: 'Make a pot of tea', file: join(repository.path, made.path) });
    expect(made.path).toMatch(/^docs\/plans\/\d{4}-\d\d-\d\d-make-a-pot-of-tea\.md$/);
    const linted = await planexOk(repository, 'lint');
    expect(linted).not.toMatch(/error|warning|hint/);
    const { status } = await settle(repository);
    expect(new Set(standings(status))).toEqual(new Set(['waiting: draft']));
  });

  it('never writes over what is there', async () => {
    const repository = makeRepository();
    const { path } = JSON.parse(await planexOk(repository, 'new', 'Make tea', '--json'));
    repository.write(path, 'mine');
    const again = await planex(repository, ['new', 'Make: tea']);
    expect(again).toMatchObject({ code: 2, stdout: '' });
    expect(again.stderr).toContain(`there is a plan ${path} already`);
    expect(repository.read(path)).toBe('mine');
  });

  it('names the rules that the repository has for plans', async () => {
    const repository = makeRepository();
    repository.write('.agent/PLANS.md', '# Rules\n');
    const { path, rules } = JSON.parse(await planexOk(repository, 'new', 'Make tea', '--json'));
    expect(rules).toBe('.agent/PLANS.md');
    expect(repository.read(path)).toContain('`.agent/PLANS.md`');
  });

  it('says so when its patterns do not mean the file', async () => {
    const repository = makeRepository();
    repository.write('.planexrc', '{ "artifacts": { "plans": ["plans/*.md"] } }');
    const result = await planex(repository, ['new', 'Make tea']);
    expect(result).toMatchObject({ code: 0, stderr: expect.stringContaining('planex does not read it') });
  });

  it.each([['docs'], ['docs/plans']])('writes nothing where %s leads out of the repository', async (link) => {
    const repository = makeRepository();
    const elsewhere = makeFolder();
    mkdirSync(join(repository.path, link, '..'), { recursive: true });
    symlinkSync(elsewhere, join(repository.path, link));
    const result = await planex(repository, ['new', 'Make tea']);
    expect(result).toMatchObject({ code: 2, stderr: expect.stringContaining('out of this repository') });
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  it('opens the plan in $EDITOR, a command line, on a terminal', async () => {
    const repository = makeRepository();
    const terminal = spawnOnTerminal(repository, ['new', 'Make tea'], {
      EDITOR: `sh -c 'echo "filled in" >> "$1"' editor`,
    });
    expect(await terminal.ended()).toBe(0);
    const [name = ''] = readdirSync(join(repository.path, 'docs/plans'));
    expect(repository.read(`docs/plans/${name}`)).toMatch(/filled in\n$/);
    const failing = spawnOnTerminal(repository, ['new', 'Make coffee'], { EDITOR: 'false' });
    expect(await failing.ended()).toBe(1);
    expect(failing.output()).toContain('it ended with exit code 1; the plan is at');
  });

  it.each([
    [['new', ' \u001b '], 'the plan needs a title', 'planex new'],
    [['new', 'Tea', '--kind', 'novel'], 'there is no kind of plan "novel"', 'execplan, tasks'],
  ])('%j is a mistake', async (args, what, todo) => {
    const repository = makeRepository();
    const result = await planex(repository, args);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toContain(`planex: ${what}`);
    expect(result.stderr).toContain(todo);
    expect(readdirSync(repository.path)).not.toContain('docs');
  });
});
