import type { PlanexEvent } from '../tasks/event.ts';
import type { ReasonCode } from '../tasks/reason.ts';

/**
 * An event in words: lines that begin with the local time, and the report lines `EXEC_DONE:<label>` and
 * `EXEC_FAILED:<label>:<reason>`, which stand alone on theirs. What runs do is marked `[executor]`.
 */
export function renderEvent(event: PlanexEvent): string[] {
  const time = formatTime(event.at);
  const mark = event.type.startsWith('run:') ? '[executor] ' : '';
  const [first = '', ...more] = event.message.split(/\r?\n/).map(flatten);
  const indent = ' '.repeat(time.length);
  return [`${time} ${mark}${first}`, ...more.map((line) => `${indent} ${line}`), ...reportLines(event)];
}

function reportLines(event: PlanexEvent): string[] {
  switch (event.type) {
    case 'issue:done':
      return [`EXEC_DONE:${flatten(event.label)}`];
    case 'issue:failed':
      return [`EXEC_FAILED:${flatten(event.label)}:${reportReason(event.reason.code, event.backend)}`];
    case 'artifact:refused':
      return [`EXEC_FAILED:${flatten(event.label)}:${event.kind}_invalid`];
    default:
      return [];
  }
}

/** A failure that has no code of its own is the backend's: `codex_failed`, `shell_failed`. */
function reportReason(code: ReasonCode, backend: string): string {
  return code === 'internal' || code === 'approval' ? `${snakeCase(backend)}_failed` : snakeCase(code);
}

function snakeCase(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_');
}

function formatTime(at: string): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}

/** Text from artifacts and programs must not forge a line of its own, nor steer a terminal. */
function flatten(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}
