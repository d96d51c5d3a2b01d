import type { StepKind } from '../artifacts/artifact.ts';
import { withOperations } from '../compose/with-operations.ts';
import type { Explanation } from '../daemon/look/explain-task.ts';
import { OperatorError } from '../errors.ts';
import type { Command } from './command.ts';
import { printJson } from './terminal.ts';
import { listWays } from './ways.ts';

const STEPS: Record<StepKind, string> = {
  milestone: 'a milestone, as the plan has no task headings',
  progress: 'an item of the Progress, as the plan has no task headings and no clear milestones',
  plan: 'the whole plan, as it has no task headings, milestones or Progress items',
};

export const why: Command = {
  args: [{ name: '<task>', description: 'id of the task, or an ending of it that only one task has' }],
  options: [
    { flags: '--json', description: 'print the explanation as JSON' },
    { flags: '--prompt', description: 'print what its executor is told, and nothing else' },
  ],
  examples: [
    'planex why docs/plans/2026-11-20-login#2',
    'planex why login#2 --json',
    'planex why login#2 --prompt',
  ],
  async run({ cwd, args, options, io }) {
    const task = args[0] ?? '';
    const prompt = options.prompt === true;
    const found = await withOperations(cwd, 'read', (operations) => operations.explain({ task, prompt }));
    if (options.json === true) {
      printJson(io, found);
      return 0;
    }
    if (prompt) {
      if (found.prompt === undefined) {
        throw new OperatorError(`nobody is asked to carry out ${found.id}, so there is no prompt`, {
          todo: `planex route ${found.id}`,
        });
      }
      for (const line of found.prompt.trimEnd().split('\n')) io.out(line);
      return 0;
    }
    io.out(`${found.id}: ${found.title}`);
    io.out(`  stated at   ${found.artifact}:${found.line}`);
    if (found.step !== undefined) io.out(`  taken from  ${STEPS[found.step]}`);
    io.out(`  status      ${found.status}${found.commit === undefined ? '' : ` (commit ${found.commit})`}`);
    if (found.tests !== undefined) io.out(`  judged by   ${found.tests}`);
    if (found.reason !== undefined) {
      io.out(`  because     ${found.reason.code}: ${found.reason.message}`);
      if (found.reason.until !== undefined) io.out(`  until       ${found.reason.until}`);
      listWays(found.reason).forEach((way, index) =>
        io.out(`  ${(index === 0 ? 'to go on' : '').padEnd(11)} ${way}`),
      );
    }
    io.out(`  backend     ${found.backend === '' ? 'none' : found.backend}`);
    io.out(`  admitted    ${found.admitted ? 'yes' : 'no'}`);
    if (found.approvedBy !== undefined) io.out(`  approved by ${found.approvedBy}`);
    for (const before of found.after) io.out(`  comes after ${before.id} (${before.status})`);
    for (const file of found.files) io.out(`  file        ${file}`);
    for (const command of found.commands) io.out(`  command     ${firstLine(command)}`);
    for (const command of found.verify) io.out(`  verify      ${firstLine(command)}`);
    for (const text of found.notRun ?? []) io.out(`  not run     ${text}`);
    io.out(`  attempts    ${found.attempts}`);
    if (found.spent !== undefined) io.out(`  spent       ${describeSpent(found.spent)}`);
    if (found.runFolder !== undefined) io.out(`  last run    ${found.runFolder}`);
    io.out(`  digest      ${found.digest}`);
    return 0;
  },
};

function describeSpent({ calls, wallMs, tokens, costUsd }: NonNullable<Explanation['spent']>): string {
  return [
    `${calls} ${calls === 1 ? 'call' : 'calls'}`,
    `${Math.round(wallMs / 1000)} s`,
    tokens === undefined ? 'tokens unknown' : `${tokens} tokens`,
    costUsd === undefined ? 'cost unknown' : `$${costUsd.toFixed(4)}`,
  ].join(' · ');
}

function firstLine(text: string): string {
  const lines = text.trimEnd().split('\n');
  return lines.length > 1 ? `${lines[0]} … (${lines.length} lines)` : text.trimEnd();
}
