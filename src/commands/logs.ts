import { followLogs, printRunOutput, readLogs } from '../compose/read-logs.ts';
import { OperatorError } from '../errors.ts';
import type { Command } from './command.ts';

export const logs: Command = {
  args: [{ name: '[task]', description: 'only this task, with the output of its last run' }],
  options: [
    { flags: '-f, --follow', description: 'go on printing what happens' },
    { flags: '-n, --lines <count>', description: 'how many past entries to print (default 200)' },
  ],
  examples: ['planex logs', 'planex logs -f', 'planex logs docs/plans/2026-11-20-login#2'],
  async run({ cwd, args, options, io }) {
    const count = Number(options.lines ?? 200);
    if (!Number.isInteger(count) || count < 0) {
      throw new OperatorError(`--lines takes a whole number, not "${String(options.lines)}"`);
    }
    const task = args[0];
    for (const line of await readLogs(cwd, task, count)) io.out(line);
    if (task !== undefined) await printRunOutput(cwd, task, (line) => io.out(line));
    if (options.follow === true) {
      const abort = new AbortController();
      const end = (): void => abort.abort();
      process.once('SIGINT', end).once('SIGTERM', end);
      await followLogs(cwd, task, abort.signal, (line) => io.out(line));
    }
    return 0;
  },
};
