import { withOperations } from '../compose/with-operations.ts';
import type { Command } from './command.ts';

export const reject: Command = {
  args: [{ name: '<task>', description: 'id of the task, or an ending of it that only one task has' }],
  options: [{ flags: '--why <text>', description: 'your reason, kept with the task' }],
  details: 'For tasks that wait for an approval. The task counts as failed until `planex retry`.',
  examples: ['planex reject docs/plans/2026-11-20-login#2 --why "codex is to do it, tomorrow"'],
  async run({ cwd, args, options, io }) {
    const why = typeof options['why'] === 'string' ? options['why'] : undefined;
    const { task } = await withOperations(cwd, 'write', (operations) =>
      operations.reject({ task: args[0] ?? '', why }),
    );
    io.out(`${task} is rejected and counts as failed`);
    return 0;
  },
};
