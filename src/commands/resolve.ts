import { findPlanFile } from '../compose/plans/find-plan-file.ts';
import { requirePerson } from '../compose/require-person.ts';
import { withOperations } from '../compose/with-operations.ts';
import { OperatorError } from '../errors.ts';
import type { Command } from './command.ts';

export const resolve: Command = {
  args: [
    {
      name: '<task>',
      description:
        'id of the task, an ending of it that only one task has, or the path or name of the plan of the only one that waits',
    },
  ],
  options: [
    { flags: '--option <n>', description: 'which of the answers that were proposed, counted from 1' },
    { flags: '--note <text>', description: 'an answer of your own, or what to add to the one you chose' },
  ],
  details:
    'For tasks that wait because whoever carries them out has a question (clarification): `planex why` shows it. The answer goes into the Decision Log of the plan, where it has one, and to whoever goes on with the task. For a run that has passed a tolerance (breach), and for what many depend on, the options say whether its work lands, is discarded, or the task is given up.',
  examples: [
    'planex resolve docs/plans/2026-11-20-login#2 --option 1',
    'planex resolve docs/plans/2026-11-20-login#2 --option 2 --note "but keep the old flag"',
  ],
  async run({ cwd, args, options, io }) {
    requirePerson('an answer');
    const answer = { option: readOption(options['option']), note: readNote(options['note']) };
    const named = args[0] ?? '';
    const wanted = (await findPlanFile(cwd, named)) ?? named;
    const { task, words, log, held } = await withOperations(cwd, 'write', (operations) =>
      operations.resolve({ task: wanted, ...answer }),
    );
    io.out(held === undefined ? `${task} goes on: ${words}` : `${task}: ${words}`);
    if (held !== undefined) {
      const todo = held.action === undefined ? '' : ` (${held.action})`;
      io.out(`it does not run now: ${held.message}${todo}`);
    }
    if (log.kind === 'written') io.out(`written into the Decision Log of ${log.path}`);
    if (log.kind === 'not-taken')
      io.out(`the Decision Log of ${log.path} takes no entry; the answer counts all the same`);
    return 0;
  },
};

function readOption(given: string | boolean | undefined): number | undefined {
  if (typeof given !== 'string') return undefined;
  if (/^[1-9]\d{0,3}$/.test(given)) return Number(given);
  throw new OperatorError(`--option takes the number of an answer, not "${given}"`, {
    todo: 'planex why <task> shows the answers with their numbers',
  });
}

function readNote(given: string | boolean | undefined): string | undefined {
  return typeof given === 'string' && given.trim() !== '' ? given.trim() : undefined;
}
