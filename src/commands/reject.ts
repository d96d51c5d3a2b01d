import { findPlanFile } from '../compose/plans/find-plan-file.ts';
import { nameWatched } from '../compose/seen-files.ts';
import { withOperations } from '../compose/with-operations.ts';
import type { Command, CommandInput } from './command.ts';
import { describeEnded } from './describe-ended.ts';

export const reject: Command = {
  args: [
    {
      name: '<plan-or-task>',
      description: 'path or name of a plan, or id of a task, or an ending of either that only one has',
    },
  ],
  options: [
    {
      flags: '--why <text>',
      description: 'your reason, kept with the task or in the Decision Log of the plan',
    },
  ],
  details:
    'A plan does not run until it is approved: a Status that let it run says DRAFT then, and what runs of it is ended. A task that waits for an approval counts as failed until `planex retry`.',
  examples: [
    'planex reject docs/plans/2026-11-20-login.md --why "the old login has to go first"',
    'planex reject docs/plans/2026-11-20-login#2 --why "codex is to do it, tomorrow"',
  ],
  async run(input) {
    const named = input.args[0] ?? '';
    const why = typeof input.options['why'] === 'string' ? input.options['why'] : undefined;
    const plan = await findPlanFile(input.cwd, named);
    return plan === undefined ? rejectTask(input, named, why) : rejectPlan(input, plan, why);
  },
};

async function rejectPlan({ cwd, io }: CommandInput, path: string, why: string | undefined): Promise<number> {
  const { written, ended, landed, file } = await withOperations(cwd, 'write', async (operations) => {
    const named = await nameWatched(operations, cwd, path);
    return { ...(await operations.rejectPlan({ path, why })), file: named };
  });
  io.out(`${file} is rejected: nothing of it runs until \`planex approve\``);
  if (written) io.out('its file says so; it is yours to commit');
  for (const line of describeEnded({ ended, landed })) io.out(line);
  return 0;
}

async function rejectTask(
  { cwd, io }: CommandInput,
  named: string,
  why: string | undefined,
): Promise<number> {
  const { task } = await withOperations(cwd, 'write', (operations) =>
    operations.reject({ task: named, why }),
  );
  io.out(`${task} is rejected and counts as failed`);
  return 0;
}
