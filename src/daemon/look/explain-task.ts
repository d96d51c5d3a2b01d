import type { StepKind } from '../../artifacts/artifact.ts';
import { spendKey } from '../../tasks/call-totals.ts';
import type { Spend } from '../../tasks/spend.ts';
import type { TaskFacts } from '../../tasks/world.ts';
import type { Look } from './look.ts';
import type { Ports } from '../ports.ts';
import { describeStatus, type TaskView } from './status-view.ts';

/** Everything that `planex why` shows of one task. */
export interface Explanation extends TaskView {
  digest: string;
  /** What of a plan without task headings it was taken from. */
  step?: StepKind;
  line: number;
  admitted: boolean;
  /** The rule of the settings that has approved its plan, where no person has. */
  approvedBy?: string;
  /** Tasks that come before it, and where each stands. */
  after: { id: string; status: string }[];
  files: string[];
  commands: string[];
  verify: string[];
  /** Texts that are to verify it and that nothing runs, since they are no commands. */
  notRun?: string[];
  /** What all calls for the task as it reads now have taken; a count that some call did not tell is missing. */
  spent?: { calls: number; wallMs: number; tokens?: number; costUsd?: number };
  /** Folder with the output and the record of its last run. */
  runFolder?: string;
  /** What its executor is told, when that was asked for and the task has one. */
  prompt?: string;
}

/** Says where a task stands, and what bears on it. */
export function explainTask(ports: Ports, look: Look, { task, notAdmitted }: TaskFacts): Explanation {
  const { tasks: views, artifacts } = describeStatus(look, { running: false, version: '' }, []);
  const approvedBy = artifacts.find(({ path }) => path === task.artifactPath)?.approvedBy;
  const view = views.find((one) => one.id === task.id);
  if (view === undefined) throw new Error(`no verdict for ${task.id}`);
  return {
    ...view,
    digest: task.digest,
    ...(task.step === undefined ? {} : { step: task.step }),
    line: task.line,
    admitted: notAdmitted === null,
    ...(approvedBy === undefined ? {} : { approvedBy }),
    after: task.after.map((id) => ({
      id,
      status: views.find((one) => one.id === id)?.status ?? 'missing',
    })),
    files: task.files.map((file) => `${file.kind} ${file.path}`),
    commands: task.commands.map((script) => script.text),
    verify: task.verify.map((script) => script.text),
    ...(task.notRun === undefined ? {} : { notRun: task.notRun }),
    ...describeSpend(ports.calls.read().tasks[spendKey(task.id, task.digest)]),
    ...(view.run === undefined ? {} : { runFolder: ports.records.runFolder(view.run) }),
  };
}

function describeSpend(spend: Spend | undefined): Pick<Explanation, 'spent'> {
  if (spend === undefined) return {};
  const { calls, wallMs, tokens, costUsd, unknownTokens, unknownCost } = spend;
  return {
    spent: {
      calls,
      wallMs,
      ...(unknownTokens > 0 ? {} : { tokens }),
      ...(unknownCost > 0 ? {} : { costUsd }),
    },
  };
}
