import { openPlanex } from '../compose/open-planex.ts';
import { runDaemon } from '../compose/run-daemon.ts';
import { spawnDaemon } from '../compose/spawn-daemon.ts';
import { withOperations } from '../compose/with-operations.ts';
import type { Command } from './command.ts';
import type { Terminal } from './terminal.ts';

export const start: Command = {
  options: [{ flags: '--foreground', description: 'stay in the foreground, for a service manager' }],
  details:
    'The work tree it is started in is the home work tree: results land on the branch that is checked out there.',
  examples: ['planex start', 'planex start --foreground'],
  async run({ cwd, options, io }) {
    if (options.foreground === true) {
      return runInForeground(cwd, io);
    }
    const planex = await openPlanex(cwd);
    const holder = planex.readHolder();
    if (holder !== undefined) {
      io.out(`planex ${holder.version} is already running here (pid ${holder.pid})`);
      return 0;
    }
    const pid = await spawnDaemon(planex);
    io.out(`planex is running (pid ${pid}) in ${planex.repository.home}`);
    await sayWhatWaits(cwd, io);
    return 0;
  },
};

function runInForeground(cwd: string, io: Terminal): Promise<number> {
  // Started by `planex start`, there is a channel to say "ready" on, and nobody reads what is printed.
  const inBackground = process.connected;
  return runDaemon(cwd, {
    ready() {
      if (!inBackground) return;
      process.send?.('ready');
      process.disconnect();
    },
    line(line) {
      if (!inBackground) io.out(line);
    },
  });
}

async function sayWhatWaits(cwd: string, io: Terminal): Promise<void> {
  const view = await withOperations(cwd, 'read', (operations) => operations.status());
  const held = new Set(
    view.tasks.filter((task) => task.reason?.code === 'not-admitted').map((task) => task.artifact),
  );
  if (held.size === 0) return;
  const many = held.size === 1 ? '1 artifact waits' : `${held.size} artifacts wait`;
  io.out(`${many} for your trust, because they were here before planex or came from elsewhere:`);
  for (const path of [...held].slice(0, 10)) io.out(`  ${path}`);
  if (held.size > 10) io.out(`  and ${held.size - 10} more`);
  if (
    io.interactive &&
    (await (await import('./ask.ts')).askYesNo('Trust them all as they are now?', false))
  ) {
    await withOperations(cwd, 'write', (operations) => operations.trust({ paths: [], all: true }));
    io.out('trusted');
    return;
  }
  io.out('`planex trust <path>` admits one, `planex trust --all` all of them');
}
