import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writePlan } from '../../support/plan.ts';
import { planexOk, startDaemon, taskOf, waitForStatus } from '../../support/planex.ts';
import { CODEX_PROGRAM, makeCodexScene } from '../codex-scene.ts';
import { type Reply, startModelServer } from '../mock/model-server.ts';
import { runCommand, sayText } from '../mock/openai-replies.ts';
import { type AgentPlace, makeAgentPlace } from './agent-place.ts';

const TASK = { title: 'Make it', files: ['made.txt'], backend: 'codex', verify: ['grep -x hi made.txt'] };
const finding = {
  severity: 'high',
  title: 'There is no greeting',
  file: 'made.txt',
  line_start: 1,
  confidence: 0.9,
};
const approve = sayText(JSON.stringify({ verdict: 'approve', summary: 'fine', findings: [] }));
const object = sayText(
  JSON.stringify({ verdict: 'needs-attention', summary: 'not yet', findings: [finding] }),
);
const work = [runCommand('echo hi >> made.txt'), sayText('It is made.')];

async function startReviewed(
  replies: readonly Reply[],
): Promise<AgentPlace & { requests: readonly { body: string }[] }> {
  const server = await startModelServer(replies);
  const place = makeAgentPlace(await makeCodexScene(server.url));
  place.repository.write('.planexrc', '{ "review": "task" }');
  writePlan(place.repository, 'made', [TASK]);
  await startDaemon(place.repository, { env: place.env });
  return { ...place, requests: server.requests };
}

describe.skipIf(CODEX_PROGRAM === undefined)('work that is reviewed', () => {
  it('lands when the reviewer approves of the patch', async () => {
    const { repository, requests } = await startReviewed([...work, approve]);
    await waitForStatus(repository, (now) => taskOf(now, 'made#1').status === 'done');
    expect(requests).toHaveLength(3);
    expect(requests[2]?.body).toContain('+hi');
    const { runFolder } = JSON.parse(await planexOk(repository, 'why', 'made#1', '--json'));
    const { reviews } = JSON.parse(readFileSync(join(runFolder, 'run.json'), 'utf8'));
    expect(reviews).toEqual([
      {
        digest: expect.stringMatching(/^sha256:/),
        verdict: 'approve',
        findings: [],
        by: expect.stringContaining('codex'),
      },
    ]);
  });

  it('is mended once, verified and reviewed again', async () => {
    const { repository, requests } = await startReviewed([...work, object, ...work, approve]);
    await waitForStatus(repository, (now) => taskOf(now, 'made#1').status === 'done');
    expect(requests).toHaveLength(6);
    expect(requests[3]?.body).toContain('There is no greeting');
    expect(repository.git('show', 'HEAD:made.txt')).toBe('hi\nhi');
  });

  it('waits for a person when findings remain, and when there is no verdict', async () => {
    const again = await startReviewed([...work, object, ...work, object]);
    const status = await waitForStatus(again.repository, (now) => taskOf(now, 'made#1').status === 'waiting');
    expect(taskOf(status, 'made#1').reason).toMatchObject({ code: 'clarification' });
    expect(taskOf(status, 'made#1').reason?.message).toContain(
      'still asks for changes: 1 high: There is no greeting',
    );

    const silent = await startReviewed([...work, sayText('Looks good to me!')]);
    const other = await waitForStatus(silent.repository, (now) => taskOf(now, 'made#1').status === 'waiting');
    expect(taskOf(other, 'made#1').reason?.message).toContain('no verdict that can be understood');
    expect(silent.repository.git('rev-list', '--count', 'HEAD')).toBe('1');
  });
});
