import { describe, expect, it } from 'vitest';
import { writePlan } from '../../support/plan.ts';
import { planexOk, startDaemon, taskOf, waitForStatus } from '../../support/planex.ts';
import { startModelServer } from '../mock/model-server.ts';
import { CODEX, GEMINI } from './agent-kit.ts';
import { makeAgentPlace } from './agent-place.ts';
import { explain, readAnswer } from './read-run.ts';

const isMissing = CODEX.program === undefined || GEMINI.program === undefined;

describe.skipIf(isMissing)('a task that two agents answer', () => {
  it('has both answers, by who gave them, and lands as an empty commit', async () => {
    const [first, second] = [
      await startModelServer([CODEX.runs('echo hi > stray.txt'), CODEX.says('Take tea.')]),
      await startModelServer([GEMINI.says('Take coffee.')]),
    ];
    const { repository, env } = makeAgentPlace(
      await CODEX.makeScene(first.url),
      await GEMINI.makeScene(second.url),
    );
    writePlan(repository, 'drink', [
      { title: 'Compare the options', backend: `codex:gpt-a+${GEMINI.backend}` },
    ]);
    await startDaemon(repository, { env });
    await waitForStatus(repository, (now) => taskOf(now, 'drink#1').status === 'done');
    expect(repository.git('show', '--format=', '--name-only', 'HEAD')).toBe('');
    expect(await readAnswer(repository, 'drink#1')).toBe(
      '## codex (gpt-a)\n\nTake tea.\n\n## gemini (gemini-2.5-flash)\n\nTake coffee.\n',
    );
    const [one, two] = [CODEX.usageOf(2), GEMINI.usageOf(1)];
    const tokens = [one, two].flatMap(({ inputTokens = 0, outputTokens = 0 }) => [inputTokens, outputTokens]);
    expect((await explain(repository, 'drink#1')).spent).toMatchObject({
      calls: 2,
      tokens: tokens.reduce((sum, count) => sum + count, 0),
    });
  });

  it('waits for a person when one of them fails; the other answer is kept, and a retry asks both anew', async () => {
    let isDown = true;
    const server = await startModelServer([
      ({ body }) => {
        if (body.includes('"gpt-b"')) return CODEX.says('Take coffee.');
        return isDown ? CODEX.breaksDown() : CODEX.says('Take tea.');
      },
    ]);
    const { repository, env } = makeAgentPlace(await CODEX.makeScene(server.url));
    writePlan(repository, 'drink', [{ title: 'Compare the options', backend: 'codex:gpt-a+codex:gpt-b' }]);
    await startDaemon(repository, { env });
    const status = await waitForStatus(repository, (now) => taskOf(now, 'drink#1').status === 'waiting');
    expect(taskOf(status, 'drink#1').reason).toMatchObject({ code: 'approval' });
    expect(taskOf(status, 'drink#1').reason?.message).toContain('failed (overloaded): codex (gpt-a): ');
    expect(await readAnswer(repository, 'drink#1')).toMatch(
      /^## codex \(gpt-a\)\n\nNo answer: [^\n]+\n\n## codex \(gpt-b\)\n\nTake coffee\.\n$/,
    );
    isDown = false;
    await planexOk(repository, 'retry', 'drink#1');
    await waitForStatus(repository, (now) => taskOf(now, 'drink#1').status === 'done');
    expect(await readAnswer(repository, 'drink#1')).toContain('Take tea.');
    expect(server.requests).toHaveLength(4);
    expect(server.requests.some(({ body }) => body.includes('You were cut off'))).toBe(false);
  });

  it('waits for the limit of either, and does not ask the other again and again meanwhile', async () => {
    const server = await startModelServer([
      ({ body }) =>
        body.includes('"gpt-b"') ? CODEX.says('Take coffee.') : CODEX.limited(Date.now() + 3_600_000),
    ]);
    const { repository, env } = makeAgentPlace(await CODEX.makeScene(server.url));
    writePlan(repository, 'drink', [{ title: 'Compare the options', backend: 'codex:gpt-b+codex:gpt-a' }]);
    await startDaemon(repository, { env });
    const status = await waitForStatus(repository, (now) => taskOf(now, 'drink#1').status === 'waiting');
    expect(taskOf(status, 'drink#1')).toMatchObject({ attempts: 0, reason: { code: 'rate-limited' } });
    await planexOk(repository, 'once');
    expect(server.requests).toHaveLength(2);
  });
});
