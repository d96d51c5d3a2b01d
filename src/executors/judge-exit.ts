import type { Reason } from '../tasks/reason.ts';
import type { ExecutorOutcome } from './executor.ts';
import type { ProcessExit } from './process-exit.ts';

/** Judges a process by how it ended: exit status 0 and nothing left running is done, all else failed. */
export function judgeExit(exit: ProcessExit, outputTail: string): ExecutorOutcome {
  const reason = explainExit(exit, outputTail);
  return reason === undefined ? { kind: 'done' } : { kind: 'failed', reason };
}

function explainExit(exit: ProcessExit, outputTail: string): Reason | undefined {
  switch (exit.kind) {
    case 'timed-out': {
      const after = `after ${describeDuration(exit.afterMs)}`;
      return exit.limit === 'wall-clock'
        ? { code: 'timed-out', message: `took too long and was ended ${after}` }
        : { code: 'stalled', message: `printed nothing for too long and was ended ${after}` };
    }
    case 'stopped':
      return { code: 'cancelled', message: 'was stopped before it ended' };
    case 'not-started':
      return { code: 'backend-missing', message: `could not be started: ${foldLine(exit.message)}` };
    case 'signalled':
      return { code: 'internal', message: `was ended by ${exit.signal}${quoteLastLine(outputTail)}` };
    case 'exited':
      break;
  }
  if (exit.code !== 0) {
    return { code: 'internal', message: `ended with exit status ${exit.code}${quoteLastLine(outputTail)}` };
  }
  // What still runs could still write, so its work cannot be taken for finished.
  if (exit.survivors === 0) return undefined;
  return { code: 'internal', message: `left ${exit.survivors} process(es) running that could not be ended` };
}

function describeDuration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 1) return `${ms} ms`;
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

const LONGEST_QUOTE = 200;

function quoteLastLine(outputTail: string): string {
  const last = outputTail
    .split('\n')
    .map(foldLine)
    .findLast((line) => line !== '');
  return last === undefined ? ', without any output' : `: ${last.slice(0, LONGEST_QUOTE)}`;
}

// Colour sequences and other control characters would garble the place where the message is shown.
// oxlint-disable-next-line no-control-regex
const CONTROLS = /\u001b\[[0-9;?]*[A-Za-z]|[\u0000-\u001f\u007f]+/g;

function foldLine(text: string): string {
  return text.replace(CONTROLS, ' ').replace(/ +/g, ' ').trim();
}
