import { runDaemon } from '../compose/daemon/run-daemon.ts';
import type { DaemonWord } from '../compose/daemon/spawn-daemon.ts';
import { spareMemory } from '../compose/daemon/spare-memory.ts';
import { reportError } from './report-error.ts';
import type { Terminal } from './terminal.ts';

/**
 * Is the daemon until it is told to stop; resolves to the exit code. Bundled as a program of its own, with which the rest of
 * planex shares no class; so what it throws must be reported in here. `keepCode` is called once it is ready: by then all that
 * a start needs has run, and little else.
 */
export async function stayInForeground(cwd: string, io: Terminal, keepCode?: () => void): Promise<number> {
  // Started by `planex start`, there is a channel to say "ready" on, and nobody reads what is printed.
  const inBackground = process.connected;
  try {
    return await runDaemon(cwd, {
      ready() {
        if (inBackground) sayToStarter('ready');
        // In this order: the flags that spare memory are not those that the next start begins with.
        keepCode?.();
        spareMemory();
      },
      line(line) {
        if (!inBackground) io.out(line);
      },
      ...(inBackground ? { passing: () => sayToStarter('a planex once was faster') } : {}),
    });
  } catch (error) {
    return reportError(error, io);
  }
}

/** Who has started this may be gone by now, which is nothing to a daemon. */
function sayToStarter(word: DaemonWord): void {
  if (!process.connected) return;
  process.send?.(word, undefined, undefined, () => {
    if (process.connected) process.disconnect();
  });
}
