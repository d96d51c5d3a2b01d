import { openPlanex } from '../compose/open-planex.ts';
import { stopDaemon } from '../compose/stop-daemon.ts';
import type { Command } from './command.ts';

export const stop: Command = {
  options: [
    { flags: '--now', description: 'end the runs that are under way; their tasks go back into the queue' },
  ],
  examples: ['planex stop', 'planex stop --now'],
  async run({ cwd, options, io }) {
    const planex = await openPlanex(cwd);
    const now = options.now === true;
    const stopped = await stopDaemon(planex, now, (running) => {
      if (running > 0 && !now)
        io.err(`waiting for ${running} ${running === 1 ? 'run' : 'runs'} to end (--now ends them)`);
    });
    io.out(stopped ? 'planex has stopped' : 'planex is not running here');
    return 0;
  },
};
