import { requirePerson } from '../compose/require-person.ts';
import { withOperations } from '../compose/with-operations.ts';
import type { Command } from './command.ts';

export const retry: Command = {
  args: [{ name: '<task>', description: 'id of the task, or an ending of it that only one task has' }],
  details: 'For tasks that failed, were cancelled, or whose commit was reverted or removed.',
  examples: ['planex retry docs/plans/2026-11-20-login#2'],
  async run({ cwd, args, io }) {
    requirePerson('another try');
    const { task } = await withOperations(cwd, 'write', (operations) =>
      operations.retry({ task: args[0] ?? '' }),
    );
    io.out(`${task} is back in the queue`);
    return 0;
  },
};
