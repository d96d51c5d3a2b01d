import { requireOutsideRun } from '../compose/require-outside-run.ts';
import { resumeWork } from '../compose/run/resume-work.ts';
import type { Command } from './command.ts';
import { tellRun } from './tell-run.ts';

export const resume: Command = {
  args: [{ name: '<what>', description: 'id of an issue or a task, slug of a plan, or the path of either' }],
  options: [{ flags: '--json', description: 'print what became of it as JSON' }],
  details: `What failed is put back into the queue and followed. A backend that can goes on in its own conversation, in the
work tree as it was left; another begins anew. What you have cancelled goes on only by the id of the task.
Each failed run keeps its command in failure.json, in its folder.

Exit codes: 0 all is done · 1 something failed or waits for you · 2 wrong usage · 130 interrupted.

JSON: as that of planex run.`,
  examples: ['planex resume docs/plans/2026-11-20-login', 'planex resume docs/plans/2026-11-20-login#2'],
  run: async ({ cwd, args, options, io }) => {
    await requireOutsideRun(cwd, 'resume');
    return tellRun(io, { json: options['json'] === true }, (telling) =>
      resumeWork(cwd, args[0] ?? '', {
        flags: {},
        ...telling,
        // What a planner answers here waits for `planex trust`.
        approve: () => Promise.resolve(false),
        admit: () => Promise.resolve(false),
      }),
    );
  },
};
