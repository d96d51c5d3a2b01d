import { findPlanFile } from '../compose/plans/find-plan-file.ts';
import { requirePerson } from '../compose/require-person.ts';
import { nameWatched, seeFiles } from '../compose/seen-files.ts';
import { withOperations } from '../compose/with-operations.ts';
import { OperatorError } from '../errors.ts';
import { quoteId } from '../tasks/quote-id.ts';
import type { Command, CommandInput } from './command.ts';

export const approve: Command = {
  args: [
    {
      name: '<plan-or-task>',
      description: 'path or name of a plan, or id of a task, or an ending of either that only one has',
    },
  ],
  options: [
    {
      flags: '--fallback <backend>',
      description: 'of a task: the backend to go on with (default: that of the policy)',
    },
  ],
  details:
    'A plan that is a draft says APPROVED then, and runs as it reads now. So does one whose meaning was changed after it was approved; ticks and living sections are no part of that. For a task: a backend that fails leaves its task waiting (approval), and nothing else takes over unless you say so. Mend the backend and use `planex retry` to try it again instead. Where the reviewer has failed, the work is done: this lands it without a review.',
  examples: [
    'planex approve docs/plans/2026-11-20-login.md',
    'planex approve docs/plans/2026-11-20-login#2 --fallback shell',
  ],
  async run(input) {
    requirePerson('an approval');
    const named = input.args[0] ?? '';
    const plan = await findPlanFile(input.cwd, named);
    return plan === undefined ? approveTask(input, named) : approvePlan(input, plan);
  },
};

async function approvePlan({ cwd, options, io }: CommandInput, path: string): Promise<number> {
  if (options['fallback'] !== undefined) {
    throw new OperatorError('--fallback is for a task', { todo: `planex approve ${quoteId(path)}` });
  }
  const seen = await seeFiles(cwd, [path]);
  const { digest, tasks, written, file } = await withOperations(cwd, 'write', async (operations) => {
    const named = await nameWatched(operations, cwd, path);
    return { ...(await operations.approvePlan({ path, seen })), file: named };
  });
  io.out(`approved ${file} (${digest.slice(0, 19)}…, ${tasks} ${tasks === 1 ? 'task' : 'tasks'})`);
  if (written)
    io.out('its Status says APPROVED now; commit it, or leave that to the commit of its next task');
  return 0;
}

async function approveTask({ cwd, options, io }: CommandInput, named: string): Promise<number> {
  const fallback = typeof options['fallback'] === 'string' ? options['fallback'] : undefined;
  const { task } = await withOperations(cwd, 'write', (operations) =>
    operations.approve({ task: named, fallback }),
  );
  io.out(`${task} goes on${fallback === undefined ? '' : ` with ${fallback}`}`);
  return 0;
}
