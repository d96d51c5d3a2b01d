import { openPlanex } from '../compose/open-planex.ts';
import { stopDaemon } from '../compose/daemon/stop-daemon.ts';
import { requireOutsideRun } from '../compose/require-outside-run.ts';
import type { Command } from './command.ts';

export const stop: Command = {
  options: [
    { flags: '--now', description: 'end the runs that are under way; their tasks go back into the queue' },
  ],
  details: 'Returns when the daemon is gone and no process of a run is left.',
  examples: ['planex stop', 'planex stop --now'],
  async run({ cwd, options, io }) {
    const now = options.now === true;
    // What `--now` ends does not wait for anything.
    if (!now) await requireOutsideRun(cwd, 'stop');
    const planex = await openPlanex(cwd);
    const stopped = await stopDaemon(planex, now, (underWay) => {
      if (underWay.length === 0) return;
      io.err(
        now ? 'ending what is under way:' : 'waiting for what is under way (planex stop --now ends it):',
      );
      for (const one of underWay) io.err(`  ${one}`);
    });
    io.out(stopped ? 'planex has stopped' : 'planex is not running here');
    return 0;
  },
};
