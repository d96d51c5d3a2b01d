import { withOperations } from '../compose/with-operations.ts';
import type { Command } from './command.ts';

export const approve: Command = {
  args: [{ name: '<task>', description: 'id of the task, or an ending of it that only one task has' }],
  options: [
    { flags: '--fallback <backend>', description: 'the backend to go on with (default: that of the policy)' },
  ],
  details:
    'A backend that fails leaves its task waiting (approval): nothing else takes over unless you say so. Mend the backend and use `planex retry` to try it again instead. Where the reviewer has failed, the work is done: this lands it without a review.',
  examples: ['planex approve docs/plans/2026-11-20-login#2 --fallback shell'],
  async run({ cwd, args, options, io }) {
    const fallback = typeof options['fallback'] === 'string' ? options['fallback'] : undefined;
    const { task } = await withOperations(cwd, 'write', (operations) =>
      operations.approve({ task: args[0] ?? '', fallback }),
    );
    io.out(`${task} goes on${fallback === undefined ? '' : ` with ${fallback}`}`);
    return 0;
  },
};
