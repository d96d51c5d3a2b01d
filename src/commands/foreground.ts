import { runDaemon } from '../compose/daemon/run-daemon.ts';
import { spareMemory, spareOptimiser } from '../compose/daemon/spare-memory.ts';
import { reportError } from './report-error.ts';
import type { Terminal } from './terminal.ts';

/**
 * Is the daemon until it is told to stop; resolves to the exit code. Bundled as a file of its own, which loads faster than
 * the many parts that commands share; so what it throws must be reported in here.
 */
export async function stayInForeground(cwd: string, io: Terminal): Promise<number> {
  spareOptimiser();
  // Started by `planex start`, there is a channel to say "ready" on, and nobody reads what is printed.
  const inBackground = process.connected;
  try {
    return await runDaemon(cwd, {
      ready() {
        spareMemory();
        if (!inBackground) return;
        process.send?.('ready');
        process.disconnect();
      },
      line(line) {
        if (!inBackground) io.out(line);
      },
    });
  } catch (error) {
    return reportError(error, io);
  }
}
