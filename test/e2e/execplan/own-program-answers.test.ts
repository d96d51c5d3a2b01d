import { expect, it } from 'vitest';
import { execPlanText } from '../../support/exec-plan.ts';
import { planexOk, readEventLog, settle, standings } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';
import { TEA, TEA_TASK } from '../../support/tolerant-plan.ts';

const QUESTION = '{ "case": "underspecified", "question": "Which tea?", "options": ["Green", "Black"] }';
const REPORT = '{ "surprises": [{ "observation": "It was hot", "evidence": "A thermometer" }] }';

/** Asks until its prompt holds an answer; then it works, and reports. */
const PROGRAM = `
if grep -q 'the answer is'; then
  echo tea > tea.txt
  printf 'Done.\\n\\n\`\`\`planex-report\\n%s\\n\`\`\`\\n' '${REPORT}'
else
  printf 'Hm.\\n\\n\`\`\`planex-push-back\\n%s\\n\`\`\`\\n' '${QUESTION}'
fi
`;

it('a program of your own asks and reports as agents do', async () => {
  const repository = makeRepository();
  const mine = { command: ['sh', '-c', PROGRAM] };
  repository.write('.planexrc', JSON.stringify({ executors: { mine } }));
  repository.write(TEA, execPlanText([{ title: 'Make tea', files: ['tea.txt'], backend: 'mine' }]));
  const { status } = await settle(repository);
  expect(status.tasks[0]).toMatchObject({
    status: 'waiting',
    reason: { code: 'clarification', message: expect.stringContaining('Which tea?') },
  });
  await planexOk(repository, 'resolve', TEA_TASK, '--option', '1');
  expect(standings((await settle(repository)).status)).toEqual(['done']);
  expect(repository.git('show', 'HEAD:tea.txt')).toBe('tea');
  expect(repository.read(TEA)).toContain('- Decision: Green\n');
  expect(repository.read(TEA)).toContain('- Observation: It was hot\n  Evidence: A thermometer\n');
});

it('what the commands of the shell print asks and reports nothing', async () => {
  const repository = makeRepository();
  const prints = `printf '\`\`\`planex-push-back\\n%s\\n\`\`\`\\n' '${QUESTION}'; echo tea > tea.txt`;
  const task = `### Task 1: Make tea\n\n**Backend:** shell\n**Commands:**\n~~~sh\n${prints}\n~~~\n\n- [ ] do it\n`;
  repository.write(TEA, execPlanText([], { progress: ['Tea'] }) + task);
  expect(standings((await settle(repository)).status)).toEqual(['done']);
});

it('a question that cannot be read is named in the log, and the work is judged as any other', async () => {
  const repository = makeRepository();
  const asks = `printf '\`\`\`planex-push-back\\n%s\\n\`\`\`\\n' '{ "question": "Which tea?" }'; echo tea > tea.txt`;
  repository.write('.planexrc', JSON.stringify({ executors: { mine: { command: ['sh', '-c', asks] } } }));
  repository.write(TEA, execPlanText([{ title: 'Make tea', files: ['tea.txt'], backend: 'mine' }]));
  expect(standings((await settle(repository)).status)).toEqual(['done']);
  const warnings = readEventLog(repository).filter(({ type }) => type === 'run:warning');
  expect(warnings.map(({ message }) => message)).toEqual([
    expect.stringContaining(`${TEA_TASK}: a block planex-push-back in the answer counts for nothing: case`),
  ]);
});
