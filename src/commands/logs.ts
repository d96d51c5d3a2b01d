import { type LogQuery, tellLogs } from '../compose/read-logs.ts';
import { OperatorError } from '../errors.ts';
import type { Command } from './command.ts';

export const logs: Command = {
  args: [{ name: '[task]', description: 'only this task, with the output of its last run' }],
  options: [
    { flags: '-f, --follow', description: 'go on printing what happens' },
    { flags: '-n, --lines <count>', description: 'how many past entries to print (default 200)' },
  ],
  details:
    'Report lines stand alone: EXEC_DONE:<issue id or plan slug> and EXEC_FAILED:<issue id or plan slug>:<reason>.',
  examples: ['planex logs', 'planex logs -f', 'planex logs docs/plans/2026-11-20-login#2'],
  async run({ cwd, args, options, io }) {
    const count = Number(options.lines ?? 200);
    if (!Number.isInteger(count) || count < 0) {
      throw new OperatorError(`--lines takes a whole number, not "${String(options.lines)}"`, {
        todo: 'planex logs -n 50',
      });
    }
    const query: LogQuery = { count };
    if (args[0] !== undefined) query.task = args[0];
    if (options['follow'] === true) query.until = listenForEnd();
    await tellLogs(cwd, query, (line) => io.out(line));
    return 0;
  },
};

/** Aborts when the person has seen enough, or nobody reads any more. */
function listenForEnd(): AbortSignal {
  const abort = new AbortController();
  const end = (): void => abort.abort();
  process.once('SIGINT', end).once('SIGTERM', end);
  process.stdout.once('error', end);
  return abort.signal;
}
