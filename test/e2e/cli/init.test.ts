import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planex, planexOk } from '../../support/planex.ts';
import { spawnOnTerminal } from '../../support/planex-process.ts';
import { makeFolder, makeRepository, useRepository } from '../../support/repository.ts';

/** Every file and folder outside of `.git`, with its bytes. */
function photograph(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !join(entry.parentPath, entry.name).includes('/.git'))
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return entry.isFile() ? `${path} ${readFileSync(path, 'utf8')}` : path;
    })
    .sort();
}

describe('planex init --yes', () => {
  it('asks nothing, and a second run changes nothing', async () => {
    const repository = makeRepository();
    const first = await planex(repository, ['init', '--yes']);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toContain('created: docs/plans/');
    const before = photograph(repository.path);
    expect(before.some((entry) => entry.includes('/.planexrc '))).toBe(true);
    const second = await planex(repository, ['init', '--yes']);
    expect(second).toMatchObject({ code: 0, stderr: '' });
    expect(second.stdout).not.toContain('created');
    expect(photograph(repository.path)).toEqual(before);
    expect(await planex(repository, ['init'])).toMatchObject({ code: 0 });
    expect(JSON.parse(await planexOk(repository, 'hooks', 'status', '--json'))).toMatchObject({
      current: true,
    });
  });

  it('leaves settings that are there as they are', async () => {
    const repository = makeRepository();
    repository.write('.planexrc', '{ "limits": { "parallelRuns": 1 } }');
    await planexOk(repository, 'init', '--yes');
    expect(repository.read('.planexrc')).toBe('{ "limits": { "parallelRuns": 1 } }');
  });

  it('sets up the top of the work tree, from any folder in it', async () => {
    const repository = makeRepository();
    mkdirSync(join(repository.path, 'a/b'), { recursive: true });
    await planexOk(join(repository.path, 'a/b'), 'init', '--yes');
    expect(readdirSync(join(repository.path, 'docs')).sort()).toEqual(['issues', 'plans']);
    expect(readdirSync(join(repository.path, 'a/b'))).toEqual([]);
  });

  it('sets up the linked work tree it is called in', async () => {
    const repository = makeRepository();
    const linked = join(makeFolder(), 'linked');
    repository.git('worktree', 'add', '--quiet', linked);
    await planexOk(linked, 'init', '--yes');
    expect(useRepository(linked).read('.planexrc')).toContain('planex');
    expect(readdirSync(repository.path)).not.toContain('docs');
  });

  it('works before the first commit, with settings that are in force', async () => {
    const repository = makeRepository({ empty: true });
    await planexOk(repository, 'init', '--yes');
    expect(await planex(repository, ['status'])).toMatchObject({ code: 0, stderr: '' });
  });

  it.each(['docs', 'docs/plans'])('says so when %s is a file, and does nothing', async (path) => {
    const repository = makeRepository();
    repository.write(path, 'in the way');
    const before = photograph(repository.path);
    const result = await planex(repository, ['init', '--yes']);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toContain(`at: ${join(repository.path, path)}`);
    expect(photograph(repository.path)).toEqual(before);
  });
});

describe('planex init', () => {
  it('without a terminal says how to go on', async () => {
    const repository = makeRepository();
    const before = photograph(repository.path);
    const result = await planex(repository, ['init']);
    expect(result.code).toBe(2);
    expect(result.stderr).toBe('planex: there is no terminal to ask on\n  do: planex init --yes\n');
    expect(photograph(repository.path)).toEqual(before);
  });

  it.runIf(process.platform === 'linux')('asks on a terminal, and leaves out what is declined', async () => {
    const repository = makeRepository();
    const init = spawnOnTerminal(repository, ['init']);
    await init.says(/Make the folder docs\/plans/);
    init.type('y');
    await init.says(/Make the folder docs\/issues/);
    init.type('n');
    await init.says(/Write a \.planexrc/);
    init.type('\r');
    await init.says(/Put hooks of Git in place/);
    init.type('n');
    expect(await init.ended()).toBe(0);
    expect(readdirSync(join(repository.path, 'docs'))).toEqual(['plans']);
    expect(readdirSync(repository.path)).toContain('.planexrc');
    expect(init.output()).toContain('left out: docs/issues/');
  });

  it.runIf(process.platform === 'linux')('giving up with Ctrl-C does nothing more', async () => {
    const repository = makeRepository();
    const init = spawnOnTerminal(repository, ['init']);
    await init.says(/Make the folder docs\/plans/);
    init.type('\u0003');
    expect(await init.ended()).toBe(2);
    expect(init.output()).toContain('given up');
    expect(readdirSync(repository.path)).toEqual(['.git', 'README.md']);
  });
});
