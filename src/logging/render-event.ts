import type { IssueFailure, PlanexEvent } from '../tasks/event.ts';

/**
 * An event in words: lines that begin with the local time, and the report lines `EXEC_DONE:<label>` and
 * `EXEC_FAILED:<label>:<reason>`, which stand alone on theirs. What runs do is marked `[executor]`.
 */
export function renderEvent(event: PlanexEvent): string[] {
  const time = formatTime(event.at);
  const [first, ...more] = describe(event).map(flatten);
  return [
    `${time} ${first ?? ''}`,
    ...more.map((line) => `${' '.repeat(time.length)} ${line}`),
    ...reportLines(event),
  ];
}

/** The reason of an `EXEC_FAILED` line: lower case, `_` between words. */
export function reportReason(failure: IssueFailure): string {
  switch (failure.kind) {
    case 'artifact-missing':
      return 'solution_file_missing';
    case 'artifact-invalid':
      return 'solution_invalid';
    case 'backend-failed':
      return `${snakeCase(failure.backend)}_failed`;
    case 'task-failed':
      return snakeCase(failure.reason.code);
    default:
      return failure satisfies never;
  }
}

function reportLines(event: PlanexEvent): string[] {
  if (event.type === 'issue:done') return [`EXEC_DONE:${flatten(event.label)}`];
  if (event.type === 'issue:failed')
    return [`EXEC_FAILED:${flatten(event.label)}:${reportReason(event.failure)}`];
  return [];
}

function describe(event: PlanexEvent): string[] {
  switch (event.type) {
    case 'daemon:started':
      return [`planex ${event.version} started (pid ${event.pid})`];
    case 'daemon:stopped':
      return [`planex stopped: ${event.reason}`];
    case 'daemon:paused':
      return ['paused: nothing new is dispatched until `planex unpause`'];
    case 'daemon:unpaused':
      return ['unpaused'];
    case 'daemon:erred':
      return [`error: ${event.message}`];
    case 'artifact:seen':
      return [`${event.artifact}: ${count(event.tasks, 'task')}`];
    case 'artifact:diagnosed':
      return [`${event.artifact}: ${count(event.diagnostics.length, 'diagnostic')}`, ...event.diagnostics];
    case 'run:claimed':
      return [`[executor] ${event.taskId}: started by ${event.backend} (run ${event.runId}): ${event.title}`];
    case 'run:step':
      return [`[executor] ${event.taskId}: ${event.step}`];
    case 'run:waiting':
      return [`[executor] ${event.taskId}: waits to land: ${event.reason.message}`];
    case 'run:ended':
      return [`[executor] ${event.taskId}: ${describeOutcome(event.outcome)}`];
    case 'run:recovered':
      return [`[executor] ${event.taskId}: run ${event.runId} was cut off: ${event.action}`];
    case 'task:landed':
      return [
        `${event.taskId}: landed as ${event.commit.slice(0, 12)} (${count(event.paths.length, 'file')})`,
      ];
    case 'task:blocked':
      return [`${event.taskId}: blocked: ${event.reason.message}`];
    case 'issue:done':
      return [`${event.artifact}: done`];
    case 'issue:failed':
      return [`${event.artifact}: ${describeFailure(event.failure)}`];
    case 'config:applied':
      return ['.planexrc: applied'];
    case 'config:rejected':
      return ['.planexrc: rejected, the last good settings stay in force', ...event.diagnostics];
    case 'record:quarantined':
      return [
        `${event.path}: ${event.problem}${event.movedTo === undefined ? '' : `; kept as ${event.movedTo}`}`,
      ];
    case 'watch:degraded':
      return [`watching: ${event.message}`];
    default:
      return event satisfies never;
  }
}

function describeOutcome(outcome: Extract<PlanexEvent, { type: 'run:ended' }>['outcome']): string {
  switch (outcome.kind) {
    case 'landed':
      return `landed as ${outcome.commit.slice(0, 12)}`;
    case 'failed':
      return `failed: ${outcome.reason.message}`;
    case 'cancelled':
      return `cancelled: ${outcome.reason.message}`;
    case 'requeued':
      return `back in the queue: ${outcome.reason.message}`;
    default:
      return outcome satisfies never;
  }
}

function describeFailure(failure: IssueFailure): string {
  switch (failure.kind) {
    case 'artifact-missing':
      return 'failed: the file is gone';
    case 'artifact-invalid':
      return 'failed: the file has errors';
    case 'backend-failed':
      return `failed: ${failure.backend} ended with a failure`;
    case 'task-failed':
      return `failed at ${failure.taskId}: ${failure.reason.message}`;
    default:
      return failure satisfies never;
  }
}

function formatTime(at: string): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function snakeCase(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_');
}

/** Text from artifacts and programs must not forge a line of its own, nor steer a terminal. */
function flatten(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}
