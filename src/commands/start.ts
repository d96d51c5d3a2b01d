import { openPlanex, type Planex } from '../compose/open-planex.ts';
import { requireOutsideRun } from '../compose/require-outside-run.ts';
import { withOperations } from '../compose/with-operations.ts';
import { lookAround } from '../compose/daemon/look-around.ts';
import type { StatusView } from '../daemon/look/status-view.ts';
import type { Command } from './command.ts';
import type { Terminal } from './terminal.ts';

export const start: Command = {
  options: [{ flags: '--foreground', description: 'stay in the foreground, for a service manager' }],
  details:
    'The work tree it is started in is the home work tree: results land on the branch that is checked out there.',
  examples: ['planex start', 'planex start --foreground'],
  async run({ cwd, options, io }) {
    if (options.foreground === true) {
      await requireOutsideRun(cwd, 'start');
      return (await import('./load-foreground.ts')).loadForeground(cwd, io);
    }
    // Loaded while git is at work, and not by the daemon itself.
    const [planex, { spawnDaemon }, { awaitPassing }, { awaitStopping }] = await Promise.all([
      openPlanex(cwd),
      import('../compose/daemon/spawn-daemon.ts'),
      import('../compose/daemon/await-passing.ts'),
      import('../compose/daemon/await-stopping.ts'),
    ]);
    // Beside a daemon it only says so. One that a run starts would end with the run.
    const holder = planex.readHolder();
    if (holder === undefined || holder.passing === true) await requireOutsideRun(cwd, 'start');
    do {
      const say = (message: string): void => io.err(message);
      const staying = await awaitPassing(planex, say);
      const running = staying && (await awaitStopping(planex, say));
      if (running !== undefined && running.passing !== true) {
        io.out(`planex ${running.version} is already running here (pid ${running.pid})`);
        const status = await withOperations(cwd, 'read', (operations) => operations.status());
        sayWhereElse(status.daemon.home, planex, io);
        return 0;
      }
    } while ((await spawnDaemon(planex)) === 'a planex once was faster');
    const view = await lookAround(cwd, planex);
    const { home = planex.repository.home, pid = planex.readHolder()?.pid ?? 'unknown' } = view.daemon;
    io.out(`planex is running (pid ${pid}) in ${home}`);
    // Somebody else was faster, in another work tree.
    sayWhereElse(home, planex, io);
    await sayWhatWaits(view, cwd, io);
    return 0;
  },
};

/** One daemon serves all work trees of a repository, but lands only on the branch of the one it was started in. */
function sayWhereElse(home: string | undefined, planex: Planex, io: Terminal): void {
  if (home === undefined || home === planex.repository.home) return;
  io.out(`it works for ${home}; to land here instead: planex stop, then planex start here`);
}

const MOST_SHOWN = 10;

async function sayWhatWaits(view: StatusView, cwd: string, io: Terminal): Promise<void> {
  const held = view.tasks.filter((task) => task.reason?.code === 'not-admitted');
  // One action may be the same for many tasks: a file with several of them, or settings that hold up all.
  const actions = [...new Set(held.map((task) => task.reason?.action ?? 'planex trust --all'))];
  if (actions.length === 0) return;
  const many = actions.length === 1 ? '1 file waits' : `${actions.length} files wait`;
  io.out(`${many} for your trust, having been here before planex or come from elsewhere:`);
  for (const action of actions.slice(0, MOST_SHOWN)) io.out(`  ${action}`);
  if (actions.length > MOST_SHOWN) io.out(`  and ${actions.length - MOST_SHOWN} more (planex status)`);
  if (
    io.interactive &&
    (await (await import('./ask.ts')).askYesNo('Trust them all as they are now?', false))
  ) {
    await withOperations(cwd, 'write', (operations) => operations.trust({ paths: [], all: true }));
    io.out('trusted');
    return;
  }
  io.out('`planex trust --all` admits all of them');
}
