import { withOperations } from '../compose/with-operations.ts';
import type { Command } from './command.ts';

export const cancel: Command = {
  args: [{ name: '<task>', description: 'id of the task, or an ending of it that only one task has' }],
  details:
    'What the run had done so far is kept under refs/planex/runs/. `planex retry` lets the task go on.',
  examples: ['planex cancel docs/plans/2026-11-20-login#2'],
  async run({ cwd, args, io }) {
    const { task, wasRunning, landed } = await withOperations(cwd, 'write', (operations) =>
      operations.cancel({ task: args[0] ?? '' }),
    );
    if (landed !== undefined) {
      io.out(`${task} is held; what it said before was just landing, and is done (${landed.slice(0, 10)})`);
      return 0;
    }
    io.out(wasRunning ? `${task} was running; its run is ended and the task is held` : `${task} is held`);
    return 0;
  },
};
