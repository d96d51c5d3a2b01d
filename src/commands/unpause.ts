import { openPlanex } from '../compose/open-planex.ts';
import { requirePerson } from '../compose/require-person.ts';
import { withOperations } from '../compose/with-operations.ts';
import type { Command } from './command.ts';

export const unpause: Command = {
  args: [{ name: '[backend]', description: 'lift the limit that this backend has hit, instead of a pause' }],
  details:
    'With a backend: its tasks need not wait any longer for the limit to be reset. One goes first; when that gets through, the\nothers follow, and when it hits the limit again, all wait again.',
  examples: ['planex unpause', 'planex unpause codex'],
  async run({ cwd, args: [backend], io }) {
    requirePerson('the end of a pause or a limit');
    if (backend !== undefined) {
      const { lifted, limited } = await withOperations(cwd, 'write', (operations) =>
        operations.liftLimit({ backend }),
      );
      if (lifted) io.out(`${backend} is tried again: one task goes first to see whether its limit is lifted`);
      else
        io.out(
          `${backend} has hit no limit; ${limited.length === 0 ? 'no backend has' : `${limited.join(', ')} has`}`,
        );
      return lifted ? 0 : 1;
    }
    await withOperations(cwd, 'write', (operations) => operations.unpause());
    const isRunning = (await openPlanex(cwd)).readHolder() !== undefined;
    io.out(`planex dispatches again${isRunning ? '' : ' once it runs (planex start)'}`);
    return 0;
  },
};
