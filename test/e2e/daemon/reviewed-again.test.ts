import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeGate } from '../../support/gate.ts';
import { writePlan } from '../../support/plan.ts';
import {
  killDaemon,
  planex,
  planexOk,
  readEventLog,
  startDaemon,
  taskOf,
  waitForStatus,
} from '../../support/planex.ts';
import { waitUntil } from '../../support/program.ts';
import { makeFolder, makeRepository, type TestRepository } from '../../support/repository.ts';
import {
  APPROVES,
  type CodexScript,
  finds,
  type ScriptedCodex,
  useScriptedCodex,
} from '../../support/scripted-codex.ts';

const NUMBERS = Array.from({ length: 40 }, (_, index) => `line ${index + 1}`);
const WORK = "sed -i 's/^line 20$/line twenty/' list.txt";

interface Scene {
  repository: TestRepository;
  codex: ScriptedCodex;
  pid: number;
}

/** A reviewed task changes line 20 of a list; while its first review is out, the user commits `change`. */
async function startScene(
  change: (lines: string[]) => string[],
  further: CodexScript['reviews'],
  review = 'task',
): Promise<Scene> {
  const repository = makeRepository();
  repository.commit({ 'list.txt': `${NUMBERS.join('\n')}\n` });
  const gate = makeGate();
  const codex = useScriptedCodex({ reviews: [{ ...APPROVES, first: gate.wait }, ...further] });
  repository.write('.planexrc', JSON.stringify({ review }));
  writePlan(repository, 'list', [{ files: ['Modify: list.txt'], commands: [WORK], backend: 'shell' }]);
  const pid = await startDaemon(repository, { env: codex.env });
  await waitUntil(() => codex.prompts('review').length === 1, 'the first review has begun');
  repository.commit({ 'list.txt': `${change(NUMBERS).join('\n')}\n` }, 'feat: what the user does meanwhile');
  await gate.pass();
  return { repository, codex, pid };
}

const isDone = (scene: Scene): Promise<unknown> =>
  waitForStatus(scene.repository, (now) => taskOf(now, 'list#1').status === 'done');

const nearby = (lines: string[]): string[] => lines.with(17, 'line eighteen');
const far = (lines: string[]): string[] => ['line 0', ...lines.with(2, 'line three')];

describe('reviewed work whose branch moves on before it lands', () => {
  it('lands with the verdict that it has where its patch only stands elsewhere', async () => {
    const scene = await startScene(far, [finds({ title: 'not to be asked for' })]);
    await isDone(scene);
    expect(scene.codex.prompts('review')).toHaveLength(1);
    expect(scene.repository.git('show', 'HEAD:list.txt')).toBe(
      far(NUMBERS.with(19, 'line twenty')).join('\n'),
    );
  });

  it.each(['task', 'batch'])('is reviewed again where its patch is another one (%s)', async (review) => {
    const scene = await startScene(nearby, [APPROVES], review);
    await isDone(scene);
    const [first = '', second = '', ...more] = scene.codex.prompts('review');
    expect(more).toEqual([]);
    expect(first).toContain(' line 18\n');
    expect(second).toContain(' line eighteen\n');
    for (const prompt of [first, second]) expect(prompt).toContain('+line twenty\n');
    expect(scene.repository.git('show', 'HEAD:list.txt')).toBe(
      nearby(NUMBERS.with(19, 'line twenty')).join('\n'),
    );
    expect(scene.repository.git('rev-list', '--count', 'HEAD')).toBe('4');
    const { runFolder } = JSON.parse(await planexOk(scene.repository, 'why', 'list#1', '--json'));
    const { reviews } = JSON.parse(readFileSync(join(runFolder, 'run.json'), 'utf8'));
    expect(new Set(reviews.map(({ digest }: { digest: string }) => digest)).size).toBe(2);
  });

  it('waits for a person where the second verdict objects', async () => {
    const { repository } = await startScene(nearby, [finds({ title: 'It does not fit here' })]);
    const status = await waitForStatus(repository, (now) => taskOf(now, 'list#1').status === 'waiting');
    expect(taskOf(status, 'list#1').reason).toMatchObject({ code: 'clarification' });
    expect(taskOf(status, 'list#1').reason?.message).toContain('1 high: It does not fit here');
    expect(repository.git('show', 'HEAD:list.txt')).toBe(nearby(NUMBERS).join('\n'));
  });

  it('is taken up at its second review by the next daemon, and lands once', async () => {
    const reviewer = join(makeFolder(), 'reviewer');
    const cutOff = { ...APPROVES, first: `echo $$ > ${reviewer}; exec sleep 600` };
    const scene = await startScene(nearby, [cutOff, APPROVES]);
    await waitUntil(
      () => existsSync(reviewer) && readFileSync(reviewer, 'utf8') !== '',
      'the second review has begun',
    );
    await killDaemon(scene.pid);
    expect(await planex(scene.repository, ['start'], { env: scene.codex.env })).toMatchObject({ code: 0 });
    await isDone(scene);
    expect(scene.codex.prompts('review')).toHaveLength(3);
    expect(scene.repository.git('rev-list', '--count', 'HEAD')).toBe('4');
    expect(readEventLog(scene.repository).filter(({ type }) => type === 'run:claimed')).toHaveLength(1);
  });
});
