import { withOperations } from '../compose/with-operations.ts';
import type { Command } from './command.ts';

export const pause: Command = {
  details: 'Runs that are under way end by themselves and land. A pause outlives the daemon.',
  examples: ['planex pause'],
  async run({ cwd, io }) {
    await withOperations(cwd, 'write', (operations) => operations.pause());
    io.out('paused: nothing new is dispatched until `planex unpause`');
    return 0;
  },
};
