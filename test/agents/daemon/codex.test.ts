import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writePlan } from '../../support/plan.ts';
import { planex, planexOk, readEventLog, startDaemon, taskOf, waitForStatus } from '../../support/planex.ts';
import { makeFolder } from '../../support/repository.ts';
import { CODEX_PROGRAM, makeCodexScene } from '../codex-scene.ts';
import { startModelServer } from '../mock/model-server.ts';
import { refuse, runCommand, sayText } from '../mock/openai-replies.ts';
import { CODEX } from './agent-kit.ts';
import { makeAgentPlace } from './agent-place.ts';
import { describeAgentTask } from './agent-task-scenarios.ts';

const TASK = { title: 'Make it', files: ['made.txt'], backend: 'codex', verify: ['grep -x hi made.txt'] };

describeAgentTask(CODEX);

describe.skipIf(CODEX_PROGRAM === undefined)('a task for codex, besides', () => {
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

  it('goes on in its conversation when it is told to stop, or when its work did not pass; cancelled, it begins anew', async () => {
    const server = await startModelServer([
      runCommand('echo half > half.txt; tail -f /dev/null'),
      sayText('I think it is made.'),
      runCommand('mv half.txt made.txt; tail -f /dev/null'),
      runCommand('echo hi > made.txt'),
      sayText('It is made.'),
    ]);
    const asked = (index: number, words: string): boolean =>
      server.requests[index]?.body.includes(words) === true;
    const { repository, env } = makeAgentPlace(await makeCodexScene(server.url));
    repository.write('.planexrc', '{ "verify": { "repairs": 0 } }');
    writePlan(repository, 'made', [TASK]);
    await startDaemon(repository, { env });
    await waitForStatus(repository, (now) => taskOf(now, 'made#1').progress?.tokens === 1234);
    await planexOk(repository, 'stop', '--now');
    await planex(repository, ['start'], { env });
    await waitForStatus(repository, (now) => taskOf(now, 'made#1').status === 'failed');
    expect(asked(1, 'You were cut off before you had finished.')).toBe(true);

    await planexOk(repository, 'retry', 'made#1');
    await waitForStatus(repository, (now) => taskOf(now, 'made#1').progress?.tokens === 1234);
    expect(asked(2, 'Your work could not be taken: grep -x hi made.txt: exit status')).toBe(true);
    expect(asked(2, 'I think it is made.')).toBe(true);

    await planexOk(repository, 'cancel', 'made#1');
    await planexOk(repository, 'retry', 'made#1');
    await waitForStatus(repository, (now) => taskOf(now, 'made#1').status === 'done');
    expect(asked(3, 'I think it is made.')).toBe(false);
    expect(repository.git('show', '--format=', '--name-only', 'HEAD')).toBe('made.txt');
  });

  it('mends what did not pass, once, with the output of the check', async () => {
    const server = await startModelServer([
      sayText('I think it is made.'),
      runCommand('echo hi > made.txt'),
      sayText('Now it is.'),
    ]);
    const { repository, env } = makeAgentPlace(await makeCodexScene(server.url));
    writePlan(repository, 'made', [TASK]);
    await startDaemon(repository, { env });
    const status = await waitForStatus(repository, (now) => taskOf(now, 'made#1').status === 'done');
    expect(taskOf(status, 'made#1').attempts).toBe(1);
    expect(server.requests[1]?.body.includes('grep -x hi made.txt: exit status')).toBe(true);
    expect(repository.git('show', 'HEAD:made.txt')).toBe('hi');
  });

  it('that may only read, but changes files all the same, has them undone with a warning', async () => {
    const server = await startModelServer([sayText('42.')]);
    const scene = await makeCodexScene(server.url);
    const file = join(makeFolder(), 'codex');
    const stray = 'test "$1" = exec && case "$*" in *read-only*) echo stray > stray.txt; rm README.md;; esac';
    writeFileSync(file, `#!/bin/sh\n${stray}\nexec ${scene.file} "$@"\n`, { mode: 0o755 });
    const { repository, env } = makeAgentPlace({ ...scene, file });
    writePlan(repository, 'sums', [{ title: 'Analyse the sums', backend: 'codex' }]);
    await startDaemon(repository, { env });
    await waitForStatus(repository, (now) => taskOf(now, 'sums#1').status === 'done');
    expect(repository.git('show', '--format=', '--name-only', 'HEAD')).toBe('');
    const warnings = readEventLog(repository).filter(({ type }) => type === 'run:warning');
    expect(warnings.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(
        /not to change files, but changed (README.md, stray.txt|stray.txt, README.md); undone$/,
      ),
    );
  });
});
