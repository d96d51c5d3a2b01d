import { listenForInterruption } from '../compose/interruption.ts';
import type { RunEnd, RunRequest } from '../compose/run/run-issues.ts';
import { describeOutcome, reportLine, toRunJson } from './run-outcome.ts';
import { printJson, type Terminal } from './terminal.ts';

/** Tells a person or a program how the work goes, and what became of it. Resolves to the exit code. */
export async function tellRun(
  io: Terminal,
  { json }: { json: boolean },
  perform: (telling: Pick<RunRequest, 'interruption' | 'onLine' | 'onProgress'>) => Promise<RunEnd>,
): Promise<number> {
  const interruption = listenForInterruption();
  const told: string[] = [];
  const onLine = (line: string): void => {
    told.push(line);
    if (!json) io.out(line);
  };
  try {
    const { outcomes, running } = await perform({
      interruption,
      onLine,
      onProgress: (line) => io.progress(line),
    });
    for (const outcome of outcomes) {
      const line = reportLine(outcome);
      if (line !== undefined && !told.includes(line)) onLine(line);
    }
    if (json) printJson(io, toRunJson(outcomes));
    else for (const line of outcomes.flatMap(describeOutcome)) io.out(line);
    const exit = interruption.exitCode();
    if (exit === undefined) return outcomes.every(({ state }) => state.kind === 'done') ? 0 : 1;
    if (running) io.err('planex: it goes on without you; planex status shows how, planex stop ends it');
    return exit;
  } finally {
    interruption.stop();
  }
}
