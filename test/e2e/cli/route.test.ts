import { describe, expect, it } from 'vitest';
import { useFakeCodex } from '../../support/fake-codex.ts';
import { writePlan } from '../../support/plan.ts';
import { planex, planexOk, readStatus, standings, startDaemon } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

const clean = {
  CODEX_MODEL: '',
  CODEX_EFFORT: '',
  CODEX_TIMEOUT: '',
  CODEX_FAIL_CLOSED: '',
};

describe('route', () => {
  it('explains each step of the choice, without and with a daemon', async () => {
    const repository = makeRepository();
    repository.write('.planexrc', '{ "routing": { "models": "preset" } }');
    writePlan(repository, 'login', [
      { title: 'Add the form', files: ['a.txt'] },
      { commands: ['true'] },
      { title: 'Decide whether guests may post' },
    ]);
    const env = { ...clean, CODEX_MODEL_CODE: '', CODEX_TIMEOUT: 'soon', CODEX_EFFORT: 'high' };
    const alone = await planex(repository, ['route', 'login#1'], { env });
    expect(alone.code).toBe(0);
    expect(alone.stdout).toContain('  backend   codex (gpt-5.3-codex, sent as gpt-6.1-sol)\n');
    expect(alone.stdout).toContain('  fallback  claude (sonnet) after a failure: needs your approval\n');
    expect(alone.stdout).toContain('work implementation: the task declares files (create a.txt)');
    expect(alone.stdout).toContain('effort high: CODEX_EFFORT in the environment');
    expect(alone.stdout).toContain('warning   CODEX_TIMEOUT="soon": expected a whole number of seconds');

    await startDaemon(repository, { env });
    // The environment that counts is that of the daemon, which will send the task.
    const told = await planex(repository, ['route', 'login#1'], { env: { CODEX_EFFORT: 'low' } });
    expect(told.stdout).toBe(alone.stdout);
    const shell = JSON.parse(await planexOk(repository, 'route', 'login#2', '--json'));
    expect(shell).toMatchObject({
      route: { kind: 'route', backend: 'shell' },
      warnings: [expect.any(String)],
    });
  });

  it('a decision waits for a person, and nobody is asked', async () => {
    const repository = makeRepository();
    writePlan(repository, 'names', [{ title: 'Decide on the name of the product' }]);
    expect(await planexOk(repository, 'route', 'names#1')).toContain(
      '  backend   none: this is a decision for a person',
    );
    const status = await readStatus(repository);
    expect(standings(status)).toEqual(['waiting: clarification']);
    expect(status.tasks[0]).toMatchObject({
      backend: 'person',
      reason: { action: expect.stringContaining('tick') },
    });
    expect(await planex(repository, ['why', 'names#1', '--prompt'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('nobody is asked to carry out'),
    });
  });

  it('the row of a policy in .planexrc sends a task to an executor of its own, which gets the prompt that why shows', async () => {
    const repository = makeRepository();
    const settings = {
      executors: { mine: { command: ['sh', '-c', 'cat > got.txt'] } },
      routing: { preset: 'codex-dual', rows: [{ work: 'implementation', backend: 'mine' }] },
    };
    repository.write('.planexrc', JSON.stringify(settings));
    writePlan(repository, 'greet', [
      { title: 'Greet', commands: ['echo hello'], verify: ['grep -q Greet got.txt'] },
    ]);
    expect(await planexOk(repository, 'route', 'greet#1')).toContain(
      'row "implementation" in .planexrc, over preset codex-dual',
    );
    const prompt = await planexOk(repository, 'why', 'greet#1', '--prompt');
    expect(await planex(repository, ['once'])).toMatchObject({ code: 0 });
    expect((await readStatus(repository)).tasks[0]).toMatchObject({ status: 'done', backend: 'mine' });
    const withoutPlace = (text: string): string =>
      text.replace(/The whole of it, for reading, is at `.*`/, '');
    expect(withoutPlace(repository.read('got.txt'))).toBe(withoutPlace(prompt));
  });

  it('warns of a model that the installed codex does not know, as doctor does', async () => {
    const repository = makeRepository();
    const env = { ...clean, CODEX_MODEL_CODE: '', ...useFakeCodex({ models: ['gpt-6.1-sol'] }) };
    writePlan(repository, 'login', [{ title: 'Add the form' }]);
    const unknown = 'the installed codex does not list the model "gpt-5.3-codex", it has gpt-6.1-sol';
    expect((await planex(repository, ['route', 'login#1'], { env })).stdout).toContain(unknown);
    expect((await planex(repository, ['doctor'], { env })).stdout).toContain(unknown);
    repository.write('.planexrc', '{ "routing": { "models": { "gpt-5.3-codex": "gpt-6.1-sol" } } }');
    expect((await planex(repository, ['route', 'login#1'], { env })).stdout).not.toContain('warning');
  });
});
