import { withOperations } from '../compose/with-operations.ts';
import type { Command } from './command.ts';

export const unpause: Command = {
  examples: ['planex unpause'],
  async run({ cwd, io }) {
    await withOperations(cwd, 'write', (operations) => operations.unpause());
    io.out('planex dispatches again');
    return 0;
  },
};
