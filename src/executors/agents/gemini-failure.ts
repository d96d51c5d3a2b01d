import type { ProcessExit } from '../process-exit.ts';
import { type AgentFailure, classOfStatus, foldMessage, lastLine, type Wait } from './agent-failure.ts';
import type { FailureClass } from './agent.ts';
import { readJsonLine } from './json-line.ts';

const SIGN_IN = 'set GEMINI_API_KEY, or run `gemini` and sign in';

/** What the CLI's own exit statuses mean. */
const STATUSES: Record<number, { failure: FailureClass; action?: string }> = {
  41: { failure: 'auth', action: SIGN_IN },
  42: { failure: 'other' },
  44: { failure: 'denied', action: 'mend the sandbox of the Gemini CLI, or switch it off in its settings' },
  52: { failure: 'other', action: 'mend the settings of the Gemini CLI' },
  53: { failure: 'other', action: 'raise `model.maxSessionTurns` in the settings of the Gemini CLI' },
  54: { failure: 'other' },
  55: { failure: 'denied', action: 'update the Gemini CLI, or let it trust the folder of the workspaces' },
  130: { failure: 'cut-off' },
};

/** Beginnings of the service's error messages that say more than the HTTP status. */
const PHRASES: { begins: RegExp; failure: FailureClass }[] = [
  { begins: /^API key (not valid|expired)\b/, failure: 'auth' },
  { begins: /^The input token count (\(\d+\) )?exceeds the maximum\b/, failure: 'context-overflow' },
  { begins: /^(terminated|fetch failed)\b/, failure: 'cut-off' },
];

/** Why a run failed that said so in its result; `told` is the message there. */
export function explainError(exit: ProcessExit, told: string, endedAtMs: number): AgentFailure {
  const message = readMessage(told);
  const phrase = PHRASES.find(({ begins }) => begins.test(message));
  const failure = phrase?.failure ?? classOfExit(exit);
  const retryAfterMs = failure === 'rate-limited' ? readRetryAfterMs(told) : undefined;
  return {
    failure,
    message:
      failure === 'cut-off'
        ? `the connection broke: ${message}`
        : message || 'ended with an error that it did not name',
    ...(retryAfterMs !== undefined && { resetAt: new Date(endedAtMs + retryAfterMs).toISOString() }),
    ...(failure === 'auth' && { action: SIGN_IN }),
  };
}

/** Why a run failed that printed no result, by the exit status that the CLI gives to such failures; undefined for any other. */
export function explainStatus(exit: ProcessExit, errorTail: string): AgentFailure | undefined {
  const known = exit.kind === 'exited' ? STATUSES[exit.code] : undefined;
  if (known === undefined || exit.kind !== 'exited') return undefined;
  // Where the project has other sessions, advice on them follows on lines of their own.
  const lost = exit.code === 42 ? /^Error resuming session: .*$/m.exec(errorTail)?.[0] : undefined;
  const message = foldMessage(lost ?? '') || lastLine(errorTail) || `ended with exit status ${exit.code}`;
  return { ...known, message, ...(lost !== undefined && { failure: 'conversation-lost' }) };
}

const ATTEMPTS = /^Attempt \d+ failed\b[^]*?\bRetrying (?:after \d+ms|with backoff)/gm;

/** What the CLI is waiting for, when it last said on standard error that it tries again. */
export function readWait(errorTail: string, endedAtMs: number): Wait | undefined {
  const last = [...errorTail.matchAll(ATTEMPTS)].at(-1)?.[0];
  if (last === undefined) return undefined;
  const message = foldMessage(last);
  const status = Number(/^Attempt \d+ failed with status (\d{3})\b/.exec(message)?.[1] ?? 0);
  if (status !== 429 && !/\bquota\b/i.test(message))
    return { failure: status >= 500 ? 'overloaded' : 'timeout', message };
  const retryAfterMs = readRetryAfterMs(message);
  return {
    failure: 'rate-limited',
    message,
    ...(retryAfterMs !== undefined && { resetAt: new Date(endedAtMs + retryAfterMs).toISOString() }),
  };
}

/** An HTTP status of the service becomes the exit status, of which the system keeps the lowest eight bits. */
function classOfExit(exit: ProcessExit): FailureClass {
  if (exit.kind !== 'exited') return 'other';
  return STATUSES[exit.code]?.failure ?? classOfStatus(exit.code + 256);
}

/** The message of the service within `[API Error: …]`, which is plain text or the JSON of its answer. */
function readMessage(told: string): string {
  const inner = /^\[API Error: ([^]*?)\](?:\n|$)/.exec(told)?.[1] ?? told;
  const error = readJsonLine(inner)?.['error'];
  if (typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string')
    return foldMessage(error.message);
  return foldMessage(inner);
}

function readRetryAfterMs(told: string): number | undefined {
  const seconds = /\b(?:Suggested retry after|Please retry in) (\d+(?:\.\d+)?)s\b/.exec(told)?.[1];
  return seconds === undefined ? undefined : Math.ceil(Number(seconds) * 1000);
}
