import { describe, expect, it } from 'vitest';
import { writePlan } from '../../support/plan.ts';
import { planexOk, readEventLog, startDaemon, taskOf, waitForStatus } from '../../support/planex.ts';
import { startModelServer } from '../mock/model-server.ts';
import { CLAUDE, CODEX } from './agent-kit.ts';
import { makeAgentPlace } from './agent-place.ts';

const isMissing = CODEX.program === undefined || CLAUDE.program === undefined;
const TASK = { title: 'Make it', files: ['made.txt'], backend: 'codex', verify: ['grep -x hi made.txt'] };

describe.skipIf(isMissing)('a task whose backend fails', () => {
  it.each([
    ['CODEX_FAIL_CLOSED=0', { CODEX_FAIL_CLOSED: '0' }, '{}'],
    ['the setting', {}, '{ "routing": { "failClosed": false } }'],
  ])(
    'goes on with the fallback of the policy where %s allows it, and says so',
    async (_name, more, settings) => {
      const [codex, claude] = [
        await startModelServer([CODEX.refusesKey()]),
        await startModelServer([CLAUDE.runs('echo hi > made.txt'), CLAUDE.says('Done.')]),
      ];
      const { repository, env } = makeAgentPlace(
        await CODEX.makeScene(codex.url),
        await CLAUDE.makeScene(claude.url),
      );
      repository.write('.planexrc', settings);
      writePlan(repository, 'made', [TASK]);
      await startDaemon(repository, { env: { ...env, ...more } });
      const done = await waitForStatus(repository, (now) => taskOf(now, 'made#1').status === 'done');
      expect(taskOf(done, 'made#1').backend).toBe('claude');
      const claimed = readEventLog(repository).filter((event) => event.type === 'run:claimed');
      expect(claimed.map(({ backend }) => backend)).toEqual(['codex', 'claude']);
      expect(claude.requests[0]?.body).toMatch(/"model":"[^"]*sonnet/);
      const warnings = readEventLog(repository).filter(({ type }) => type === 'run:warning');
      expect(warnings.map(({ message }) => message)).toContainEqual(
        expect.stringMatching(/codex failed \(auth\): .*; claude:sonnet takes over, as the settings allow$/),
      );
    },
  );

  it('asks without such a permission, also after the fallback has failed', async () => {
    const [codex, claude] = [
      await startModelServer([CODEX.refusesKey()]),
      await startModelServer([CLAUDE.breaksDown()]),
    ];
    const { repository, env } = makeAgentPlace(
      await CODEX.makeScene(codex.url),
      await CLAUDE.makeScene(claude.url),
    );
    writePlan(repository, 'made', [TASK]);
    await startDaemon(repository, { env });
    const asks = await waitForStatus(repository, (now) => taskOf(now, 'made#1').status === 'waiting');
    expect(taskOf(asks, 'made#1').reason?.action).toContain('--fallback claude:sonnet');
    expect(claude.requests).toEqual([]);
    await planexOk(repository, 'approve', 'made#1');
    const again = await waitForStatus(
      repository,
      (now) => taskOf(now, 'made#1').reason?.message.startsWith('claude failed (overloaded)') === true,
    );
    expect(taskOf(again, 'made#1')).toMatchObject({ status: 'waiting', attempts: 2 });
  });
});
