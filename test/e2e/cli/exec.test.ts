import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectNothingLeft, planex, planexOk, startDaemon } from '../../support/planex.ts';
import { spawnPlanex } from '../../support/planex-process.ts';
import { waitUntil } from '../../support/program.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';
import { makeStubAgents } from '../../support/stub-agents.ts';
import { stayWithinDay } from '../../support/stay-within-day.ts';

// What the real command lines answer, and how they fail, is in test/agents/commands.

describe('parallel', () => {
  it('lets the slower one end', async () => {
    const repository = makeRepository();
    const gate = join(makeFolder(), 'gate');
    const running = spawnPlanex(repository, ['parallel', 'Is it?'], { ...makeStubAgents(), STUB_GATE: gate });
    while (!(await planexOk(repository, 'statusline')).includes('G:1/0')) expect(running.output()).toBe('');
    writeFileSync(gate, '');
    expect(await running.ended()).toBe(0);
    expect(running.output()).toContain('## codex (gpt-5.3-codex)\n\nCodex says yes.\n');
    expect(running.output()).toContain('## gemini (gemini-stub)\n\nGemini says yes.\n');
  });
});

describe('exec', () => {
  it('counts beside a daemon that is at work', async () => {
    const repository = makeRepository();
    const env = makeStubAgents();
    await startDaemon(repository);
    const results = await Promise.all([1, 2, 3].map(() => planex(repository, ['exec', 'Is it?'], { env })));
    expect(results.map(({ stdout }) => stdout)).toEqual(Array(3).fill('Codex says yes.\n'));
    expect(await planexOk(repository, 'statusline')).toContain('S/F C:3/0');
  });

  it.each([
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGQUIT', 131],
    ['SIGTERM', 143],
  ] as const)('ends in order at %s', async (signal, code) => {
    const repository = makeRepository();
    const gate = join(makeFolder(), 'gate');
    const env = { ...makeStubAgents(), STUB_GATE: gate };
    const running = spawnPlanex(repository, ['exec', 'Is it?', '--json'], env);
    await waitUntil(() => existsSync(`${gate}.waiting`), 'the agent is at work');
    running.signal(signal);
    expect(await running.ended()).toBe(code);
    expect(JSON.parse(running.output())).toMatchObject({ exit: code, class: 'interrupted', answer: '' });
    await expectNothingLeft(repository);
  });

  it('of more calls at once than the day has left, as many go out as there is room for', async () => {
    await stayWithinDay();
    const repository = makeRepository();
    repository.write('.planexrc', '{ "budget": { "day": { "calls": 2 } } }');
    const env = makeStubAgents();
    const results = await Promise.all(
      [1, 2, 3, 4].map(() => planex(repository, ['exec', 'Is it?'], { env })),
    );
    expect(results.map(({ code }) => code).sort((a, b) => a - b)).toEqual([0, 0, 20, 20]);
    expect(results.find(({ code }) => code === 20)?.stderr).toContain('had 2 of 2 calls');
    expect(await planexOk(repository, 'statusline')).toContain('S/F C:2/0');
  });

  it('that was killed is closed by the next one: what it took is unknown', async () => {
    const repository = makeRepository();
    const gate = join(makeFolder(), 'gate');
    const env = { ...makeStubAgents(), STUB_GATE: gate };
    const running = spawnPlanex(repository, ['exec', 'Is it?'], env);
    await waitUntil(() => existsSync(`${gate}.waiting`), 'the agent is at work');
    running.signal('SIGKILL');
    await running.ended();
    writeFileSync(gate, '');
    expect((await planex(repository, ['exec', 'Is it?'], { env })).code).toBe(0);
    const folder = join(repository.path, '.git/planex/calls');
    const lines = readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'));
    expect(lines.filter((line) => line.includes('"lost"'))).toHaveLength(1);
    repository.write('.planexrc', '{ "budget": { "day": { "tokens": 1000000 } } }');
    const refused = await planex(repository, ['exec', 'Is it?'], { env });
    expect(refused).toMatchObject({
      code: 20,
      stderr: expect.stringContaining('did not say how many tokens'),
    });
  });

  it('settings with errors are told, and nothing is asked', async () => {
    const repository = makeRepository();
    repository.write('.planexrc', '{ "bakend": "codex" }');
    const result = await planex(repository, ['exec', 'Is it?'], { env: makeStubAgents() });
    expect(result).toMatchObject({ code: 2, stderr: expect.stringContaining('.planexrc has errors') });
    expect(existsSync(join(repository.path, '.git/planex/calls'))).toBe(false);
  });
});
