import { describe, expect, it } from 'vitest';
import { approveByRule, findRuled } from '../../../src/daemon/admission/approve-by-rule.ts';
import { rememberObservation } from '../../../src/daemon/look/remember.ts';
import type { Ports } from '../../../src/daemon/ports.ts';
import type { ArtifactRecord } from '../../../src/tasks/task-record.ts';
import { execPlanText } from '../../support/exec-plan.ts';
import { type OpenPorts, openPorts } from '../../support/open-ports.ts';
import { planText, writes } from '../../support/plan.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';

const PLAN = 'docs/plans/2026-11-20-tea.md';

async function makePlan(status: string): Promise<OpenPorts & { repository: TestRepository }> {
  const repository = makeRepository();
  repository.write(PLAN, planText([writes('tea.txt')], { status }));
  return { repository, ...(await openPorts(repository)) };
}

const WORDS = {
  approve: async ({ operations }: OpenPorts) => operations.approvePlan({ path: PLAN }),
  reject: ({ operations }: OpenPorts) => operations.rejectPlan({ path: PLAN, why: 'not yet' }),
  revoke: ({ operations }: OpenPorts) => operations.revoke({ path: PLAN }),
};

type Word = keyof typeof WORDS;

const RUNS = { starts: [`${PLAN.slice(0, -'.md'.length)}#1`], reason: undefined };
const STANDS: Record<Word, { starts: string[]; reason: string | undefined }> = {
  approve: RUNS,
  reject: { starts: [], reason: 'the plan was rejected at' },
  revoke: { starts: [], reason: 'nobody here has approved these bytes' },
};

async function stand({
  operations,
  ports,
}: OpenPorts): Promise<{ starts: string[]; reason: string | undefined }> {
  await ports.refreshArtifacts();
  const { view, wouldStart } = await operations.preview();
  const message = view.tasks[0]?.reason?.message;
  const known = Object.values(STANDS).find(
    ({ reason }) => reason !== undefined && message?.startsWith(reason),
  );
  return { starts: wouldStart, reason: known?.reason ?? message };
}

describe('of words that are said of a plan at once the last that is answered holds', () => {
  it.each<[string, Word[]]>([
    ['DRAFT', ['reject', 'approve']],
    ['DRAFT', ['approve', 'reject']],
    ['DRAFT', ['approve', 'revoke']],
    ['DRAFT', ['revoke', 'approve']],
    ['APPROVED', ['reject', 'approve']],
    ['APPROVED', ['approve', 'reject']],
    ['DRAFT', ['reject', 'approve', 'reject']],
    ['DRAFT', ['approve', 'reject', 'approve']],
  ])('of one that says %s: %j', async (status, words) => {
    const opened = await makePlan(status);
    const answered: Word[] = [];
    await Promise.all(words.map(async (word) => WORDS[word](opened).then(() => answered.push(word))));
    const last = answered.at(-1);
    expect(await stand(opened)).toEqual(last && STANDS[last]);
    expect(answered).toEqual(words);
  });

  it('a rule approves nothing that is just being rejected', async () => {
    const repository = makeRepository();
    repository.write(
      '.planexrc',
      JSON.stringify({ approval: { auto: [{ name: 'small', files: 2, lines: 10 }], quiet: '1ms' } }),
    );
    repository.write(PLAN, planText([writes('tea.txt')], { status: 'DRAFT' }));
    const opened = await openPorts(repository);
    const { ports, look } = opened;
    await rememberObservation(ports, (await look()).observation);
    const seen = await look();
    expect(await findRuled(ports, seen.observation)).toHaveLength(1);
    const rejecting = WORDS.reject(opened);
    const { approved } = await approveByRule(ports, seen);
    await rejecting;
    expect(approved).toBe(false);
    expect(repository.read(PLAN)).toContain('Status: DRAFT');
    expect(await stand(opened)).toEqual(STANDS.reject);
  });
});

/** What is remembered of the plan, on disk. */
async function remembered(ports: Ports): Promise<ArtifactRecord> {
  const { data } = await ports.records.artifact(PLAN);
  return structuredClone(data);
}

describe('a word on a plan that somebody saves in the same instant', () => {
  it.each<[Word, string]>([
    ['reject', 'APPROVED'],
    ['reject', 'DRAFT'],
    ['approve', 'DRAFT'],
    ['approve', 'APPROVED'],
  ])('fails and changes nothing: %s of one that says %s', async (word, status) => {
    const opened = await makePlan(status);
    const { repository, ports, look } = opened;
    await rememberObservation(ports, (await look()).observation);
    const before = await remembered(ports);
    const edited = `${repository.read(PLAN)}\nMended.\n`;
    const { ...real } = ports.repository;
    const save = (): void => repository.write(PLAN, edited);
    ports.repository.replaceFile = async (...args) => {
      save();
      return real.replaceFile(...args);
    };
    ports.repository.readFile = async (path) => {
      save();
      return real.readFile(path);
    };
    await expect(WORDS[word](opened)).rejects.toThrow('was changed meanwhile');
    expect(await remembered(ports)).toEqual(before);
    expect(repository.read(PLAN)).toBe(edited);
  });
});

describe('what a look found out before a word was said', () => {
  it('approves nothing that is rejected since, where planex cannot write that into the file', async () => {
    const repository = makeRepository();
    const status = 'APPROVED\n'.concat('Status: APPROVED\n'.repeat(8));
    repository.write(PLAN, execPlanText([writes('tea.txt')], { status }));
    const opened = await openPorts(repository);
    const { ports, look } = opened;
    const { observation } = await look();
    const { written } = await WORDS.reject(opened);
    await rememberObservation(ports, observation);
    expect({ written, ...(await stand(opened)) }).toEqual({ written: false, ...STANDS.reject });
  });

  it('admits nothing whose trust was taken back since', async () => {
    const opened = await makePlan('APPROVED');
    const { observation } = await opened.look();
    await WORDS.revoke(opened);
    await rememberObservation(opened.ports, observation);
    expect(await stand(opened)).toEqual(STANDS.revoke);
  });
});
