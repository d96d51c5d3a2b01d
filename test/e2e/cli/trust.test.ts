import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeGate } from '../../support/gate.ts';
import { planText, writePlan, writes } from '../../support/plan.ts';
import { planex, planexOk, settle, standings, startDaemon, waitForStatus } from '../../support/planex.ts';
import { spawnOnTerminal } from '../../support/planex-process.ts';
import { makeFolder, makeRepository, type TestRepository, useRepository } from '../../support/repository.ts';

const PLAN = 'docs/plans/2026-11-20-theirs.md';
const SETTINGS = '{ "verify": { "command": "sh check.sh" } }\n';

function makeClone(files: Record<string, string>): { upstream: TestRepository; clone: TestRepository } {
  const upstream = makeRepository();
  upstream.commit(files);
  const folder = join(makeFolder(), 'clone');
  upstream.git('clone', '--quiet', upstream.path, folder);
  return { upstream, clone: useRepository(folder) };
}

describe('planex trust without paths', () => {
  it('shows what would run, and admits nothing', async () => {
    const { clone } = makeClone({
      [PLAN]: planText([{ ...writes('one.txt'), verify: ['test -s one.txt'] }]),
      '.planexrc': SETTINGS,
    });
    const shown = await planexOk(clone, 'trust');
    expect(shown).toMatch(/^\.planexrc \(sha256:\w{12}…\)\n {2}lets planex act by verify\.command\n/);
    expect(shown).toContain('    { "verify": { "command": "sh check.sh" } }\n');
    expect(shown).toContain(
      '  #1 Write one.txt (shell)\n    command  echo one.txt > one.txt\n    verify   test -s one.txt\n',
    );
    expect(shown).toContain('nothing of this runs yet: planex trust <path>');
    expect(standings((await settle(clone)).status)).toEqual(['waiting: not-admitted']);
  });

  it('shows what has changed since it was admitted last, also of a plan that was written here', async () => {
    const { upstream, clone } = makeClone({ [PLAN]: planText([writes('one.txt')]) });
    await planexOk(clone, 'trust', PLAN);
    upstream.commit({ [PLAN]: planText([writes('one.txt'), writes('evil.txt')]) });
    clone.git('pull', '--quiet');
    const shown = await planexOk(clone, 'trust');
    expect(shown).toContain('  what has changed since it was admitted last:\n    @@ ');
    expect(shown).toContain('\n    +### Task 2: Write evil.txt\n');
    expect(shown).not.toContain('    +### Task 1');

    const own = makeRepository();
    writePlan(own, 'own', [writes('own.txt')]);
    await settle(own);
    await planexOk(own, 'trust', '--revoke', 'docs/plans/2026-11-20-own.md');
    own.write('docs/plans/2026-11-20-own.md', planText([writes('other.txt')]));
    expect(await planexOk(own, 'trust')).toContain('+### Task 1: Write other.txt');
  });

  it('is as JSON the same, and says when nothing waits', async () => {
    const { clone } = makeClone({ [PLAN]: planText([writes('one.txt')]) });
    const { files } = JSON.parse(await planexOk(clone, 'trust', '--json'));
    expect(files).toEqual([
      {
        path: PLAN,
        digest: expect.stringMatching(/^sha256:/),
        tasks: [
          {
            id: 'docs/plans/2026-11-20-theirs#1',
            title: 'Write one.txt',
            backend: 'shell',
            commands: ['echo one.txt > one.txt'],
            verify: [],
          },
        ],
      },
    ]);
    expect(await planexOk(makeRepository(), 'trust')).toBe('nothing waits to be trusted\n');
  });

  it('cannot be steered by what it shows', async () => {
    const title = 'Nice\u001b[2J\u001b]0;owned\u0007\u202e';
    const { clone } = makeClone({
      [PLAN]: planText([{ title, commands: ['echo \u001b[8mhidden\u001b[0m'] }]),
    });
    const shown = await planexOk(clone, 'trust');
    expect(shown).toContain('echo hidden');
    expect(shown).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
  });
});

describe('planex trust of a plan that a person has rejected', () => {
  it('says that the rejection holds it all the same, also where it is trusted already', async () => {
    const { clone } = makeClone({ [PLAN]: planText([writes('one.txt'), writes('two.txt')]) });
    await planexOk(clone, 'reject', PLAN, '--why', 'not yet');
    const held =
      / is held all the same: the plan was rejected at \S+: not yet\n {2}do: planex approve docs\/plans\/2026-11-20-theirs\.md\n$/;
    expect(await planexOk(clone, 'trust', PLAN)).toMatch(held);
    const again = await planexOk(clone, 'trust', PLAN);
    expect(again).toMatch(held);
    expect(again).toMatch(/^already trusted/);
    expect(standings((await settle(clone)).status)).toEqual(['waiting: approval', 'waiting: approval']);
  });
});

describe('planex trust --list and --revoke', () => {
  it('say what is admitted, how and since when, and take it back, whoever wrote it', async () => {
    const { clone } = makeClone({ [PLAN]: planText([{ ...writes('one.txt'), backend: 'nobody' }]) });
    const { path } = writePlan(clone, 'own', [{ ...writes('own.txt'), backend: 'nobody' }]);
    await settle(clone);
    await planexOk(clone, 'trust', PLAN, '--yes');
    const listed = await planexOk(clone, 'trust', '--list');
    expect(listed).toMatch(
      new RegExp(`^${path} {2}written here \\d{4}-.*Z\n${PLAN} {2}trusted \\d{4}-.*Z\n$`),
    );
    for (const one of [path, PLAN]) {
      expect(await planexOk(clone, 'trust', '--revoke', one)).toBe(`${one} waits for trust again\n`);
    }
    expect(standings((await settle(clone)).status)).toEqual([
      'waiting: not-admitted',
      'waiting: not-admitted',
    ]);
    clone.write(path, `${clone.read(path)}\nMore.\n`);
    expect(standings((await settle(clone)).status)).toEqual([
      'waiting: not-admitted',
      'waiting: not-admitted',
    ]);
    expect(await planexOk(clone, 'trust', '--list')).toBe('nothing is admitted\n');
    await planexOk(clone, 'trust', '--all');
    expect(standings((await settle(clone)).status)).toEqual([
      'waiting: backend-missing',
      'waiting: backend-missing',
    ]);
  });

  it('take back what .planexrc lets planex do, although it was written here', async () => {
    const repository = makeRepository();
    repository.write('.planexrc', '{ "verify": { "command": "true" } }');
    writePlan(repository, 'own', [writes('own.txt')]);
    await planexOk(repository, 'trust', '--revoke', '.planexrc');
    expect(standings((await settle(repository)).status)).toEqual(['waiting: not-admitted']);
    await planexOk(repository, 'trust', '.planexrc');
    expect(standings((await settle(repository)).status)).toEqual(['done']);
  });

  it('end what runs of the file', async () => {
    const repository = makeRepository();
    const gate = makeGate();
    const { path } = writePlan(repository, 'own', [
      { files: ['x.txt'], commands: [`${gate.wait} && echo x > x.txt`] },
    ]);
    await startDaemon(repository);
    await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'running');
    expect(await planexOk(repository, 'trust', '--revoke', path)).toContain('ended the run of docs/plans/');
    await waitForStatus(repository, ({ tasks }) => tasks[0]?.reason?.code === 'not-admitted');
  });
});

it('trusts nothing else than what it was given, when a file is none of planex', async () => {
  const { clone } = makeClone({ [PLAN]: planText([writes('one.txt')]) });
  const refused = await planex(clone, ['trust', PLAN, 'README.md']);
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('README.md is no plan') });
  expect(standings((await settle(clone)).status)).toEqual(['waiting: not-admitted']);
});

describe.runIf(process.platform === 'linux')('planex trust on a terminal', () => {
  it('shows what would run and asks; only a yes admits it', async () => {
    const { clone } = makeClone({ [PLAN]: planText([writes('one.txt')]) });
    for (const key of ['n', '\r', '\u0003']) {
      const asked = spawnOnTerminal(clone, ['trust', PLAN]);
      await asked.says(/Let this run as it is now\?/);
      expect(asked.output()).toContain('command  echo one.txt > one.txt');
      asked.type(key);
      expect(await asked.ended()).toBe(key === '\u0003' ? 2 : 0);
      expect(asked.output()).not.toContain('trusted docs');
    }
    expect(standings((await settle(clone)).status)).toEqual(['waiting: not-admitted']);
    const trusts = spawnOnTerminal(clone, ['trust', PLAN]);
    await trusts.says(/Let this run as it is now\?/);
    trusts.type('y');
    expect(await trusts.ended()).toBe(0);
    expect(trusts.output()).toContain(`trusted ${PLAN}`);
    expect(standings((await settle(clone)).status)).toEqual(['done']);
  });

  it('admits nothing that was changed while it asked', async () => {
    const { clone } = makeClone({ [PLAN]: planText([writes('one.txt')]) });
    const asked = spawnOnTerminal(clone, ['trust', '--all']);
    await asked.says(/Let this run as it is now\?/);
    clone.git('rm', '--quiet', PLAN);
    clone.write(PLAN, planText([writes('two.txt')]));
    asked.type('y');
    expect(await asked.ended()).toBe(2);
    expect(asked.output()).toContain('was changed meanwhile');
  });
});
