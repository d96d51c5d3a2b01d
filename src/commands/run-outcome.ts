import type { RunOutcome } from '../compose/run/run-issues.ts';
import { resumeCommand } from '../tasks/failure-record.ts';
import { quoteId } from '../tasks/quote-id.ts';

/** What became of one issue, in words for people; nothing of one that is done as a whole. */
export function describeOutcome({ label, state }: RunOutcome): string[] {
  const again = `planex run ${quoteId(label)}`;
  switch (state.kind) {
    case 'done':
      if (state.held === undefined) return [];
      return [
        `${label} is done; of the same file ${state.held.message}`,
        ...(state.held.action === undefined ? [] : [`  do: ${state.held.action}`]),
      ];
    case 'open':
      return [`${label}: not done yet; to go on: ${again}`];
    case 'missing':
      return [`${label}: its file is gone`];
    case 'asks': {
      const { question, options } = state.question;
      return [
        `${label}: the planner asks: ${question}`,
        ...options.map((option, index) => `  ${index + 1}. ${option}`),
        `  to answer: ${again} --answer "…"`,
      ];
    }
    case 'invalid':
      return [
        `${label}: the planner's answer is no solution:`,
        ...state.problems.map((problem) => `  ${problem}`),
        `  to ask again: ${again}`,
      ];
    case 'unanswered':
      return [
        `${label}: ${state.backend} did not answer (${state.class}): ${state.reason}`,
        ...(state.action === undefined ? [] : [`  do: ${state.action}`]),
        `  to ask again: ${again}`,
      ];
    default:
      return [
        `${label}: ${state.message}`,
        ...(state.action === undefined ? [] : [`  do: ${state.action}`]),
        ...(state.kind === 'failed' && state.task !== undefined
          ? [`  to go on: ${resumeCommand(state.task)}`]
          : []),
      ];
  }
}

/** The report line of an issue that is done or has failed, also long ago; undefined for one that waits or goes on. */
export function reportLine({ label, state }: RunOutcome): string | undefined {
  switch (state.kind) {
    case 'done':
      return state.held === undefined ? `EXEC_DONE:${label}` : undefined;
    case 'invalid':
      return `EXEC_FAILED:${label}:solution_invalid`;
    case 'unanswered':
      return `EXEC_FAILED:${label}:${state.backend}_failed`;
    case 'missing':
      return `EXEC_FAILED:${label}:solution_file_missing`;
    case 'failed':
      return `EXEC_FAILED:${label}:${state.code}`;
    default:
      return undefined;
  }
}

/** What `--json` prints. */
export function toRunJson(outcomes: readonly RunOutcome[]): { issues: Record<string, unknown>[] } {
  return {
    issues: outcomes.map(({ label, path, state }) => ({
      id: label,
      ...(path && { path }),
      ...describe(state),
    })),
  };
}

function describe(state: RunOutcome['state']): Record<string, unknown> {
  switch (state.kind) {
    case 'done':
    case 'open':
      return { status: state.kind };
    case 'asks':
      return {
        status: 'waiting',
        code: 'clarification',
        message: state.question.question,
        options: state.question.options,
      };
    case 'invalid':
      return { status: 'failed', code: 'solution_invalid', message: state.problems.join('\n') };
    case 'unanswered':
      return {
        status: 'failed',
        code: `${state.backend}_failed`,
        message: state.reason,
        action: state.action,
      };
    case 'missing':
      return { status: 'failed', code: 'solution_file_missing' };
    default: {
      const { kind, ...rest } = state;
      return { status: kind, ...rest };
    }
  }
}
