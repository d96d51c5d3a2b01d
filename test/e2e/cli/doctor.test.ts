import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planex, planexOk, recordsFolder, startDaemon } from '../../support/planex.ts';
import { makeFolder, makeRepository, type TestRepository, useRepository } from '../../support/repository.ts';

interface Finding {
  level: 'ok' | 'note' | 'warning' | 'error';
  name: string;
  message: string;
  todo?: string;
}

async function examine(
  place: TestRepository | string,
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number; troubles: Finding[]; findings: Finding[] }> {
  const { code, stdout } = await planex(place, ['doctor', '--json'], { env });
  const { findings }: { findings: Finding[] } = JSON.parse(stdout);
  return {
    code,
    findings,
    troubles: findings.filter(({ level }) => level === 'warning' || level === 'error'),
  };
}

/** A repository in which doctor finds nothing to mend. */
function makeHealthyRepository(): TestRepository {
  const repository = makeRepository();
  repository.commit({ Makefile: 'test:\n\ttrue\n' });
  return repository;
}

describe('doctor', () => {
  it('finds everything well', async () => {
    const repository = makeHealthyRepository();
    const { code, findings, troubles } = await examine(repository);
    expect(troubles).toEqual([]);
    expect(code).toBe(0);
    const names = findings.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['planex', 'git', 'repository', 'hooks', 'daemon', 'backend shell', 'tests']),
    );
    const shown = await planexOk(repository, 'doctor');
    expect(shown).toContain(
      `ok      repository: ${repository.path} on main, commits as Ada Tester <ada@example.test>`,
    );
    expect(shown).toContain('ok      tests: make test');
  });

  it.each([
    [
      'a detached HEAD',
      'HEAD is detached',
      'git switch',
      (repository) => repository.git('checkout', '--quiet', '--detach'),
    ],
    [
      'an error in .planexrc',
      '.planexrc:1:3: error: unknown key "bakend"',
      undefined,
      (repository) => repository.write('.planexrc', '{ "bakend": "shell" }'),
    ],
  ] satisfies [string, string, string | undefined, (repository: TestRepository) => unknown][])(
    'exits with 1 for %s',
    async (_, message, todo, spoil) => {
      const repository = makeHealthyRepository();
      spoil(repository);
      const { code, troubles } = await examine(repository);
      expect(code).toBe(1);
      expect(troubles).toMatchObject([{ level: 'error', message: expect.stringContaining(message) }]);
      if (todo !== undefined) expect(troubles[0]?.todo).toContain(todo);
    },
  );

  it('exits with 1 when Git does not know who commits', async () => {
    const repository = makeHealthyRepository();
    const config = join(makeFolder(), 'gitconfig');
    writeFileSync(config, '[user]\n\tuseConfigOnly = true\n');
    const { code, troubles } = await examine(repository, { GIT_CONFIG_GLOBAL: config });
    expect(code).toBe(1);
    expect(troubles).toMatchObject([
      {
        level: 'error',
        message: 'the settings of Git do not say who commits here',
        todo: expect.stringContaining('git config user.name'),
      },
    ]);
  });

  it('exits with 1 before the first commit, and in a shallow clone', async () => {
    const empty = await examine(makeRepository({ empty: true }));
    expect(empty.code).toBe(1);
    expect(empty.troubles[0]).toMatchObject({ level: 'error', todo: 'make a first commit' });
    const origin = makeHealthyRepository();
    const clone = join(makeFolder(), 'clone');
    origin.git('clone', '--quiet', '--depth=1', `file://${origin.path}`, clone);
    const shallow = await examine(useRepository(clone));
    expect(shallow.code).toBe(1);
    expect(shallow.troubles).toMatchObject([{ level: 'error', todo: 'git fetch --unshallow' }]);
  });

  it('exits with 1 outside of a repository and without git, and says what to do', async () => {
    const outside = await examine(makeFolder());
    expect(outside.code).toBe(1);
    expect(outside.troubles).toMatchObject([{ level: 'error', todo: expect.stringContaining('git init') }]);
    const without = await examine(makeHealthyRepository(), { PATH: makeFolder() });
    expect(without.code).toBe(1);
    expect(without.troubles[0]).toMatchObject({ level: 'error', message: 'There is no git on PATH.' });
  });

  it('warns of an executor whose program is missing', async () => {
    const repository = makeHealthyRepository();
    repository.write('.planexrc', '{ "executors": { "mine": { "command": ["no-such-agent", "-p"] } } }');
    const { code, troubles } = await examine(repository);
    expect(code).toBe(0);
    expect(troubles).toMatchObject([
      { level: 'warning', name: 'backend mine', message: expect.stringContaining('no-such-agent') },
    ]);
  });

  it('warns when nothing can verify work, and of artifacts with errors', async () => {
    const repository = makeRepository();
    repository.write('docs/issues/bad.json', '{');
    const { code, troubles } = await examine(repository);
    expect(code).toBe(0);
    expect(troubles).toMatchObject([
      { name: 'tests', message: expect.stringContaining('no test command found') },
      { name: 'artifacts', message: '1 found, 0 tasks, 1 with errors', todo: 'planex lint' },
    ]);
  });

  it('says which daemon runs, and warns when it is of another version', async () => {
    const repository = makeHealthyRepository();
    const pid = await startDaemon(repository);
    const same = await examine(repository);
    expect(same.findings.find(({ name }) => name === 'daemon')?.message).toContain(`running (pid ${pid}`);
    expect(same.troubles).toEqual([]);
    const lock = join(recordsFolder(repository), 'daemon.lock');
    const bytes = readFileSync(lock, 'utf8');
    writeFileSync(lock, JSON.stringify({ ...JSON.parse(bytes), version: '0.0.1' }));
    const other = await examine(repository);
    expect(other.troubles).toMatchObject([
      { level: 'warning', name: 'daemon', todo: 'planex stop && planex start' },
    ]);
    writeFileSync(lock, bytes);
  });
});
