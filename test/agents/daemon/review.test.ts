import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type PlanTask, writePlan, writes } from '../../support/plan.ts';
import { planexOk, startDaemon, taskOf, waitForStatus } from '../../support/planex.ts';
import { makeFolder } from '../../support/repository.ts';
import { CODEX_PROGRAM, makeCodexScene } from '../codex-scene.ts';
import { type Answer, type Reply, startModelServer } from '../mock/model-server.ts';
import { runCommand, sayText } from '../mock/openai-replies.ts';
import { CLAUDE, CODEX, GEMINI } from './agent-kit.ts';
import { type AgentPlace, makeAgentPlace } from './agent-place.ts';

const TASK = { title: 'Make it', files: ['made.txt'], backend: 'codex', verify: ['grep -x hi made.txt'] };
const finding = {
  severity: 'high',
  title: 'There is no greeting',
  file: 'made.txt',
  line_start: 1,
  confidence: 0.9,
};
const APPROVAL = JSON.stringify({ verdict: 'approve', summary: 'fine', findings: [] });
const OBJECTION = JSON.stringify({ verdict: 'needs-attention', summary: 'not yet', findings: [finding] });
const approve = sayText(APPROVAL);
const object = sayText(OBJECTION);
const work = [runCommand('echo hi >> made.txt'), sayText('It is made.')];

interface Reviewed extends AgentPlace {
  requests: readonly { body: string }[];
}

async function startReviewed(
  replies: readonly Answer[],
  tasks: readonly PlanTask[] = [TASK],
  review = 'task',
): Promise<Reviewed> {
  const server = await startModelServer(replies);
  const place = makeAgentPlace(await makeCodexScene(server.url));
  place.repository.write('.planexrc', JSON.stringify({ review }));
  writePlan(place.repository, 'made', tasks);
  await startDaemon(place.repository, { env: place.env });
  return { ...place, requests: server.requests };
}

/** Work that needs no agent, and leaves a trace in the folder each time it is done. */
function leavesTrace(file: string): PlanTask & { count: () => number } {
  const trace = join(makeFolder(), 'trace');
  return {
    ...writes(file),
    commands: [`echo ${file} > ${file}; echo done >> '${trace}'`],
    backend: 'shell',
    dependsOn: 'none',
    verify: [`test -s ${file}`],
    count: () => readFileSync(trace, 'utf8').split('\n').length - 1,
  };
}

describe.each([CLAUDE, GEMINI])('work that $backend reviews', (kit) => {
  it.skipIf(kit.program === undefined)(
    'lands when it approves, waits when it objects, and is not touched by it',
    async () => {
      const verdicts: Record<string, Reply[]> = {
        '+good.txt': [kit.runs('echo stray >> good.txt; echo stray > stray.txt'), kit.says(APPROVAL)],
        '+bad.txt': [kit.says(OBJECTION)],
      };
      const server = await startModelServer([
        ({ body }) => {
          const reply = Object.entries(verdicts)
            .find(([line]) => body.includes(line))?.[1]
            .shift();
          if (reply === undefined) throw new Error('it was asked for more than its verdicts');
          return reply;
        },
      ]);
      const { repository, env } = makeAgentPlace(await kit.makeScene(server.url));
      const [backend, model] = kit.backend.split(':');
      const row = { work: 'code-review', backend, ...(model === undefined ? {} : { model }) };
      repository.write('.planexrc', JSON.stringify({ review: 'task', routing: { rows: [row] } }));
      writePlan(repository, 'made', ['good.txt', 'bad.txt'].map(leavesTrace));
      await startDaemon(repository, { env });
      const status = await waitForStatus(
        repository,
        (now) => taskOf(now, 'made#1').status === 'done' && taskOf(now, 'made#2').status === 'waiting',
      );
      expect(taskOf(status, 'made#2').reason).toMatchObject({ code: 'clarification' });
      expect(taskOf(status, 'made#2').reason?.message).toContain(`the review by ${backend} (`);
      expect(taskOf(status, 'made#2').reason?.message).toContain('1 high: There is no greeting');
      expect(repository.git('ls-tree', '--name-only', 'HEAD').split('\n')).not.toContain('stray.txt');
      expect(repository.git('show', 'HEAD:good.txt')).toBe('good.txt');
      expect(Object.values(verdicts).flat()).toEqual([]);
    },
  );
});

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
        summary: 'fine',
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

  it('is not done again when the reviewer hits a limit: it is reviewed once that is lifted', async () => {
    const work = leavesTrace('made.txt');
    const askedAt: number[] = [];
    const answer: Answer = () => {
      askedAt.push(Date.now());
      return askedAt.length === 1 ? CODEX.limited(Date.now() + 15_000) : approve;
    };
    const { repository, env, requests } = await startReviewed([answer], [work]);
    const status = await waitForStatus(
      repository,
      (now) => taskOf(now, 'made#1').reason?.code === 'rate-limited',
    );
    const { reason, attempts } = taskOf(status, 'made#1');
    const until = Date.parse(reason?.until ?? '');
    expect(until - (askedAt[0] ?? 0)).toBeLessThan(17_000);
    expect(attempts).toBe(0);
    // Neither a look nor another daemon asks before the time.
    await planexOk(repository, 'stop', '--now');
    await startDaemon(repository, { env });
    await waitForStatus(repository, (now) => taskOf(now, 'made#1').status === 'done');
    expect(requests).toHaveLength(2);
    expect(askedAt[1]).toBeGreaterThanOrEqual(until);
    expect(work.count()).toBe(1);
  });

  it('waits as it is when the reviewer fails, for a person to ask again, to land it, or to give it up', async () => {
    const works = ['a.txt', 'b.txt', 'c.txt'].map(leavesTrace);
    const { repository, requests } = await startReviewed([CODEX.refusesKey()], works);
    const asks = await waitForStatus(repository, (now) =>
      now.tasks.every(({ reason }) => reason?.code === 'approval'),
    );
    expect(taskOf(asks, 'made#1').reason?.message).toContain('codex could not review it: auth');
    const asked = requests.length;
    await planexOk(repository, 'retry', 'made#1');
    await waitForStatus(repository, () => requests.length > asked);
    await waitForStatus(repository, (now) => taskOf(now, 'made#1').reason?.code === 'approval');
    await planexOk(repository, 'approve', 'made#1');
    await planexOk(repository, 'reject', 'made#2', '--why', 'no need');
    await planexOk(repository, 'cancel', 'made#3');
    await waitForStatus(
      repository,
      ({ tasks }) => tasks.map(({ status }) => status).join() === 'done,failed,cancelled',
    );
    expect(repository.git('ls-tree', '--name-only', 'HEAD').split('\n')).toContain('a.txt');
    expect(works.map(({ count }) => count())).toEqual([1, 1, 1]);
    for (const file of ['b.txt', 'c.txt']) {
      const kept = repository.git('for-each-ref', '--format=%(refname)', 'refs/planex/runs').split('\n');
      expect(
        kept.some((ref) => repository.git('ls-tree', '--name-only', ref).split('\n').includes(file)),
      ).toBe(true);
    }
  });

  it('of tasks that are under way together is reviewed together, each patch with its own verdict', async () => {
    const works = ['a.txt', 'b.txt', 'c.txt', 'd.txt'].map(leavesTrace);
    const found = { ...finding, file: 'b.txt' };
    const one = sayText(JSON.stringify({ verdict: 'needs-attention', summary: 'one', findings: [found] }));
    const { repository, requests } = await startReviewed([one, approve], works, 'batch');
    const status = await waitForStatus(
      repository,
      (now) =>
        taskOf(now, 'made#4').status === 'done' &&
        now.tasks.every((task) => ['done', 'waiting'].includes(task.status)),
    );
    expect(status.tasks.map((task) => task.status)).toEqual(['done', 'waiting', 'done', 'done']);
    expect(taskOf(status, 'made#2').reason?.message).toContain('still asks for changes: 1 high');
    // Three at once, so that the fourth task is of the next batch.
    expect(requests).toHaveLength(2);
    for (const file of ['a.txt', 'b.txt', 'c.txt']) expect(requests[0]?.body).toContain(`+${file}`);
    expect(requests[0]?.body).not.toContain('+d.txt');
    expect(requests[1]?.body).toContain('+d.txt');
    expect(works.map(({ count }) => count())).toEqual([1, 1, 1, 1]);
  });
});
