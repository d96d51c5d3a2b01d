import { describe, expect, it } from 'vitest';
import { useFakeCodex } from '../../support/fake-codex.ts';
import { planex, readStatus, settle, startDaemon, taskOf } from '../../support/planex.ts';
import { writePlan, writes } from '../../support/plan.ts';
import { makeRendezvous } from '../../support/rendezvous.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';

interface Finding {
  level: string;
  name: string;
  message: string;
  details?: string[];
  todo?: string;
  backend?: Record<string, unknown>;
}

async function examine(
  repository: TestRepository,
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number; of(name: string): Finding[] }> {
  const { code, stdout } = await planex(repository, ['doctor', '--json'], { env });
  const { findings }: { findings: Finding[] } = JSON.parse(stdout);
  return { code, of: (name) => findings.filter((finding) => finding.name === name) };
}

const WORK = { title: 'Make it', files: ['made.txt'], verify: ['test -e made.txt'] };

describe('doctor on backends', () => {
  it('says that routing is unavailable and which tasks wait; nobody takes their place', async () => {
    const repository = makeRepository();
    const before = await examine(repository);
    expect(before.code).toBe(0);
    expect(before.of('routing')).toContainEqual(
      expect.objectContaining({
        level: 'note',
        message: 'routing unavailable: codex and gemini cannot be used, so tasks that the policy routes wait',
      }),
    );
    expect(before.of('backend codex')).toMatchObject([
      { level: 'note', message: '`codex` is not on the PATH', todo: 'npm install -g @openai/codex' },
    ]);

    writePlan(repository, 'made', [WORK]);
    writePlan(repository, 'shell', [writes('shell.txt')]);
    await settle(repository);
    const status = await readStatus(repository);
    expect(taskOf(status, 'made#1')).toMatchObject({
      status: 'waiting',
      attempts: 0,
      reason: { code: 'backend-missing', message: expect.stringContaining('`codex` is not on the PATH') },
    });
    expect(taskOf(status, 'shell#1').status).toBe('done');
    const after = await examine(repository);
    expect(after.code).toBe(1);
    expect(after.of('routing')).toContainEqual(
      expect.objectContaining({
        level: 'error',
        message: expect.stringMatching(/^routing unavailable: /),
        details: ['waiting now: docs/plans/2026-11-20-made#1'],
      }),
    );
    expect(after.of('backend codex')).toMatchObject([
      { level: 'warning', backend: { waiting: ['docs/plans/2026-11-20-made#1'], usable: false } },
    ]);
  });

  it('shows an agent that is there: where, which version, what it does, what signs it in', async () => {
    const repository = makeRepository();
    const env = useFakeCodex();
    writePlan(repository, 'made', [{ ...WORK, backend: 'codex' }]);
    const out = await examine(repository, env);
    expect(out.code).toBe(0);
    expect(out.of('backend codex')).toMatchObject([
      {
        level: 'warning',
        message: expect.stringMatching(/^usable, 0\.169\.0 in .*\/codex$/),
        todo: 'codex login, or set CODEX_API_KEY',
        backend: {
          work: ['exploration', 'implementation', 'code-review', 'analysis', 'options'],
          tasks: ['docs/plans/2026-11-20-made#1'],
          waiting: [],
        },
      },
    ]);
    expect(out.of('routing')[1]).toMatchObject({
      level: 'note',
      message: 'gemini cannot be used: research, options wait',
    });
    const inside = await examine(repository, { ...env, CODEX_API_KEY: 'dummy' });
    expect(inside.of('backend codex')[0]).toMatchObject({
      level: 'ok',
      details: expect.arrayContaining(['seems signed in by CODEX_API_KEY']),
    });
    expect(JSON.stringify(inside.of('backend codex'))).not.toContain('dummy');
  });

  it('says what is wrong with one that cannot be used', async () => {
    const repository = makeRepository();
    repository.write('.planexrc', '{ "routing": { "preset": "codex-dual" } }');
    const old = await examine(repository, useFakeCodex({ old: true }));
    expect(old.of('backend codex')).toMatchObject([
      {
        level: 'warning',
        message: expect.stringContaining('codex 0.1.0 does not know --json'),
        todo: 'update it: npm install -g @openai/codex',
      },
    ]);
    expect(old.of('routing')[1]).toMatchObject({ level: 'warning' });
  });

  it('does not hang with a program that does not answer', async () => {
    const out = await examine(makeRepository(), useFakeCodex({ asked: 'sleep 1000' }));
    expect(out.of('backend codex')).toMatchObject([
      { message: 'codex did not answer (timed-out) when asked for `--version`', backend: { usable: false } },
    ]);
  });

  it('knows the last limit and the last error of a backend, and what it took', async () => {
    const repository = makeRepository();
    const env = useFakeCodex({ recording: 'limit-of-the-account' });
    writePlan(repository, 'made', [{ ...WORK, backend: 'codex' }]);
    await planex(repository, ['once'], { env });
    const [codex] = (await examine(repository, env)).of('backend codex');
    expect(codex?.backend).toMatchObject({
      calls: { attempts: 1, successes: 0, failures: 0 },
      limit: { until: expect.any(String) },
      lastError: { message: expect.stringContaining('hit your usage limit') },
    });
    expect(codex?.details).toEqual(
      expect.arrayContaining([
        '1 call, 0 answered, 0 failed, 1 stopped, lost or limited',
        expect.stringMatching(/^rate limit hit .*\(planex unpause codex tries at once\)$/),
        expect.stringMatching(/^last error .*usage limit/),
      ]),
    );
  });

  it('counts the calls under way', async () => {
    const repository = makeRepository();
    const meet = makeRendezvous();
    const env = useFakeCodex({ first: `${meet.give('asked')}; ${meet.await('go')}` });
    writePlan(repository, 'made', [{ ...WORK, backend: 'codex' }]);
    await startDaemon(repository, { env });
    await meet.receive('asked');
    const [codex] = (await examine(repository, env)).of('backend codex');
    expect(codex?.details).toContain('1 call, 0 answered, 0 failed, 1 under way');
    meet.send('go');
  });

  it('warns of calls without a cap, and of a cap on cost that cannot be kept', async () => {
    const repository = makeRepository();
    const env = useFakeCodex();
    expect((await examine(repository)).of('budget')).toEqual([]);
    expect((await examine(repository, env)).of('budget')).toMatchObject([
      { level: 'warning', message: 'no cap on what codex may take' },
    ]);
    repository.write('.planexrc', '{ "budget": { "day": { "costUsd": 5 } } }');
    expect((await examine(repository, env)).of('budget')).toMatchObject([
      { level: 'ok', message: 'caps for each day (costUsd)' },
      { level: 'warning', message: expect.stringContaining('codex never says what a call cost') },
    ]);
    repository.write('.planexrc', '{ "budget": { "task": { "calls": 5, "wallClock": "1h" } } }');
    expect((await examine(repository, env)).of('budget')).toMatchObject([
      { level: 'ok', message: 'caps for each task (calls, wallClock)' },
    ]);
  });
});
