import { LONGEST_TIMER, parseDuration } from '../duration.ts';
import { OperatorError } from '../errors.ts';
import type { CallFlags } from '../compose/calls/call-route.ts';
import type { CommandInput } from './command.ts';

/** The words that programs have for how hard a model thinks; which of them a model knows is up to it. */
const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max', 'ultra'];

/** The options of `exec`. */
export const CALL_OPTIONS = [
  { flags: '--effort <word>', description: 'how hard the model thinks, in the words of its program' },
  { flags: '--timeout <time>', description: 'longest time of a call: seconds, or such as 90s or 10m' },
  { flags: '--json', description: 'print what came of it as JSON' },
];

/** Reads them. Throws `OperatorError` for what makes no sense. */
export function readCallOptions(options: CommandInput['options']): CallFlags {
  const { effort, timeout } = options;
  const flags: CallFlags = {};
  if (typeof effort === 'string') {
    if (!EFFORTS.includes(effort)) {
      throw new OperatorError(`no program knows the effort "${effort}"`, {
        todo: `name one of ${EFFORTS.join(', ')}; effort in routing.rows of .planexrc takes any word`,
      });
    }
    flags.effort = effort;
  }
  if (typeof timeout === 'string') flags.wallClockMs = readTimeout(timeout);
  return flags;
}

function readTimeout(text: string): number {
  const ms = parseDuration(/^\d+$/.test(text) ? `${text}s` : text);
  if (ms !== undefined && ms <= (parseDuration(LONGEST_TIMER) ?? 0)) return ms;
  throw new OperatorError(`--timeout takes a time of at most ${LONGEST_TIMER}, not "${text}"`, {
    todo: 'write seconds, or a time such as 90s or 10m',
  });
}
