import { withOperations } from '../compose/with-operations.ts';
import type { Command } from './command.ts';

export const undo: Command = {
  args: [{ name: '<task>', description: 'id of the task, or an ending of it that only one task has' }],
  details:
    'The revert lands like any work: your own changes stay as they are. `planex retry` does the task again. A commit that holds more than planex landed, such as one of a squash merge, is not undone: it says what else would go.',
  examples: ['planex undo docs/plans/2026-11-20-login#2'],
  async run({ cwd, args, io }) {
    const { task, commit } = await withOperations(cwd, 'write', (operations) =>
      operations.undo({ task: args[0] ?? '' }),
    );
    io.out(`${task} is undone by ${commit.slice(0, 10)} and held until \`planex retry\``);
    return 0;
  },
};
