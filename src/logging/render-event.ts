import type { PlanexEvent } from '../tasks/event.ts';
import { resumeCommand } from '../tasks/failure-record.ts';
import { reportReason } from '../tasks/report-reason.ts';

/**
 * An event in words: lines that begin with the local time, and the report lines `EXEC_DONE:<label>` and
 * `EXEC_FAILED:<label>:<reason>`, which stand alone on theirs. What runs do is marked `[executor]`.
 */
export function renderEvent(event: PlanexEvent): string[] {
  const time = formatTime(event.at);
  const mark = event.type.startsWith('run:') ? '[executor] ' : '';
  const [first = '', ...more] = event.message.split(/\r?\n/).map(flatten);
  const indent = ' '.repeat(time.length);
  if (event.type === 'issue:failed') more.push(`to go on: ${flatten(resumeCommand(event.taskId))}`);
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

function formatTime(at: string): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}

// Cc, Zl and Zp written out: the line that says "ready" waits while a property of Unicode is made into a program that finds it.
// oxlint-disable-next-line no-control-regex
const LINE_BREAKERS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

/** Text from artifacts and programs must not forge a line of its own, nor steer a terminal. */
function flatten(text: string): string {
  return text.replaceAll(LINE_BREAKERS, ' ');
}
