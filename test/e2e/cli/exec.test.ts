import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectNothingLeft, planex, planexOk, startDaemon } from '../../support/planex.ts';
import { spawnPlanex } from '../../support/planex-process.ts';
import { waitUntil } from '../../support/program.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';
import { makeStubAgents } from '../../support/stub-agents.ts';

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

  it('settings with errors are told, and nothing is asked', async () => {
    const repository = makeRepository();
    repository.write('.planexrc', '{ "bakend": "codex" }');
    const result = await planex(repository, ['exec', 'Is it?'], { env: makeStubAgents() });
    expect(result).toMatchObject({ code: 2, stderr: expect.stringContaining('.planexrc has errors') });
    expect(existsSync(join(repository.path, '.git/planex/calls'))).toBe(false);
  });
});
