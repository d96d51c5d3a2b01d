import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../../src/executors/qualification/trial.ts';
import { expectNothingLeft, planex } from '../../support/planex.ts';
import { CODEX_PROGRAM, makeCodexScene } from '../codex-scene.ts';
import { type Reply, startModelServer } from '../mock/model-server.ts';
import { refuse, runCommand, sayText } from '../mock/openai-replies.ts';
import { makeAgentPlace } from './agent-place.ts';
import { stayWithinDay } from '../../support/stay-within-day.ts';

const WRITE = [runCommand("sed -n 's/^word: //p' docs/plans/*.md > answer.txt"), sayText('It is written.')];
const WAIT = runCommand('tail -f /dev/null');

async function qualify(replies: readonly Reply[]): Promise<{ code: number; checks: CheckResult[] }> {
  await stayWithinDay();
  const server = await startModelServer(replies);
  const { repository, env } = makeAgentPlace(await makeCodexScene(server.url));
  repository.write('.planexrc', '{ "budget": { "day": { "calls": 3, "tokens": 1000000 } } }');
  const { code, stdout } = await planex(repository, ['doctor', '--qualify', 'codex', '--yes', '--json'], {
    env,
  });
  await expectNothingLeft(repository);
  return { code, ...JSON.parse(stdout) };
}

describe.skipIf(CODEX_PROGRAM === undefined)('doctor --qualify codex', () => {
  it('finds nothing wrong with a codex that does its work', async () => {
    const { code, checks } = await qualify([...WRITE, ...WRITE, WAIT]);
    expect(checks.filter(({ result }) => result !== 'pass')).toEqual([]);
    expect(checks.length).toBeGreaterThan(10);
    expect(code).toBe(0);
  });

  it('says why a codex that is not let in did nothing', async () => {
    const { code, checks } = await qualify([refuse(401, { message: 'no such key' })]);
    expect(code).toBe(1);
    expect(checks[0]).toMatchObject({ result: 'fail', seen: expect.stringContaining('401') });
    const failed = checks.filter(({ result }) => result === 'fail').map(({ check }) => check);
    // A codex that ends this early may leave the git running that it asks about the folder.
    const judged = failed.filter((check) => check !== 'leaves no processes');
    expect(judged).toEqual(['gets its prompt and does what it says']);
  });
});
