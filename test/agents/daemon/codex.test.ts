import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writePlan } from '../../support/plan.ts';
import { planex, planexOk, startDaemon, taskOf, waitForStatus } from '../../support/planex.ts';
import { CODEX_PROGRAM, makeCodexScene } from '../codex-scene.ts';
import { startModelServer } from '../mock/model-server.ts';
import { refuse, runCommand, sayText } from '../mock/openai-replies.ts';
import { makeAgentPlace } from './agent-place.ts';

const TASK = { title: 'Make it', files: ['made.txt'], backend: 'codex', verify: ['grep -x hi made.txt'] };

describe.skipIf(CODEX_PROGRAM === undefined)('a task for codex', () => {
  it('is done in a workspace, verified and landed; what it took is known', async () => {
    const server = await startModelServer([runCommand('echo hi > made.txt'), sayText('It is made.')]);
    const { repository, env } = makeAgentPlace(await makeCodexScene(server.url));
    writePlan(repository, 'made', [TASK]);
    await startDaemon(repository, { env });
    const status = await waitForStatus(repository, (now) => taskOf(now, 'made#1').status === 'done');
    expect(taskOf(status, 'made#1')).toMatchObject({ status: 'done', backend: 'codex' });
    expect(repository.git('show', 'HEAD:made.txt')).toBe('hi');
    expect(server.requests).toHaveLength(2);
    expect(await planexOk(repository, 'statusline')).toMatch(
      /^Offload C:2k G:0 Σ:2k \| S\/F C:1\/0 G:0\/0 \|/,
    );
    const why = JSON.parse(await planexOk(repository, 'why', 'made#1', '--json'));
    expect(readFileSync(join(why.runFolder, 'answer.md'), 'utf8')).toBe('It is made.\n');
  });

  it('waits when it is rate limited, without an attempt, and says until when', async () => {
    const server = await startModelServer([
      refuse(429, { message: 'You are out', type: 'usage_limit_reached', resets_at: 2_000_000_000 }),
    ]);
    const { repository, env } = makeAgentPlace(await makeCodexScene(server.url));
    writePlan(repository, 'made', [TASK]);
    writePlan(repository, 'other', [{ ...TASK, files: ['other.txt'] }]);
    await startDaemon(repository, { env });
    const status = await waitForStatus(repository, (now) =>
      now.tasks.every((task) => task.status === 'waiting'),
    );
    for (const task of status.tasks) {
      expect(task).toMatchObject({ attempts: 0, reason: { code: 'rate-limited' } });
      expect(task.reason?.until).toMatch(/^2033-05-18T03:33/);
    }
  });

  it('waits for a person when it fails, goes on with what they allow, and fails when they reject', async () => {
    const server = await startModelServer([refuse(401, { message: 'no such key' })]);
    const { repository, env } = makeAgentPlace(await makeCodexScene(server.url));
    writePlan(repository, 'made', [{ ...TASK, commands: ['echo hi > made.txt'] }]);
    writePlan(repository, 'other', [{ ...TASK, files: ['other.txt'] }]);
    await startDaemon(repository, { env });
    const status = await waitForStatus(repository, (now) =>
      now.tasks.every((task) => task.status === 'waiting'),
    );
    expect(taskOf(status, 'made#1')).toMatchObject({ attempts: 1, reason: { code: 'approval' } });
    expect(taskOf(status, 'made#1').reason?.message).toContain('codex failed (auth)');
    const refused = await planex(repository, ['approve', 'made#1', '--fallback', 'nobody']);
    expect(refused).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('there is no backend "nobody"'),
    });
    await planexOk(repository, 'approve', 'made#1', '--fallback', 'shell');
    await planexOk(repository, 'reject', 'other#1', '--why', 'later');
    const after = await waitForStatus(repository, (now) => taskOf(now, 'made#1').status === 'done');
    expect(taskOf(after, 'other#1')).toMatchObject({ status: 'failed', reason: { code: 'approval' } });
    expect(repository.git('show', 'HEAD:made.txt')).toBe('hi');
  });

  it('is stopped when a cap is reached, and goes on in its own conversation when it is raised', async () => {
    const server = await startModelServer([
      runCommand('echo half > half.txt; tail -f /dev/null'),
      runCommand('echo hi > made.txt'),
      sayText('It is made.'),
    ]);
    const { repository, env } = makeAgentPlace(await makeCodexScene(server.url));
    repository.write('.planexrc', '{ "budget": { "task": { "tokens": 1000 } } }');
    writePlan(repository, 'made', [TASK]);
    await startDaemon(repository, { env });
    const held = await waitForStatus(repository, (now) => taskOf(now, 'made#1').status === 'waiting');
    expect(taskOf(held, 'made#1').reason).toMatchObject({ code: 'budget' });
    expect(taskOf(held, 'made#1').reason?.message).toMatch(/took 1234 of 1000 tokens/);
    expect(server.requests).toHaveLength(1);

    repository.write('.planexrc', '{ "budget": { "task": { "tokens": 1000000 } } }');
    await waitForStatus(repository, (now) => taskOf(now, 'made#1').status === 'done');
    expect(server.requests[1]?.body).toContain('half.txt');
    expect(repository.git('show', 'HEAD:made.txt')).toBe('hi');
    expect(await planexOk(repository, 'statusline')).toContain('C:3k ');
  });

  it('is taken up in its own conversation after the daemon was killed', async () => {
    const server = await startModelServer([
      runCommand('echo half > half.txt; tail -f /dev/null'),
      runCommand('echo hi > made.txt'),
      sayText('It is made.'),
    ]);
    const { repository, env } = makeAgentPlace(await makeCodexScene(server.url));
    writePlan(repository, 'made', [TASK]);
    const pid = await startDaemon(repository, { env });
    await waitForStatus(repository, (now) => taskOf(now, 'made#1').progress?.tokens === 1234);
    process.kill(pid, 'SIGKILL');
    await planexOk(repository, 'status');
    await planex(repository, ['start'], { env });
    await waitForStatus(repository, (now) => taskOf(now, 'made#1').status === 'done');
    expect(server.requests).toHaveLength(3);
    expect(server.requests[1]?.body).toContain('half.txt');
    expect(await planexOk(repository, 'statusline')).toContain('C:3k ');
  });

  it('that pushes back waits for an answer', async () => {
    const block =
      '```planex-push-back\n{ "case": "underspecified", "question": "Which colour?", "options": ["red", "blue"] }\n```';
    const server = await startModelServer([sayText(`I cannot go on.\n\n${block}`)]);
    const { repository, env } = makeAgentPlace(await makeCodexScene(server.url));
    writePlan(repository, 'made', [TASK]);
    await startDaemon(repository, { env });
    const status = await waitForStatus(repository, (now) => taskOf(now, 'made#1').status === 'waiting');
    expect(taskOf(status, 'made#1').reason).toMatchObject({
      code: 'clarification',
      message: 'underspecified: Which colour? (1) red (2) blue',
    });
  });
});
