import type { ArtifactKind } from '../../artifacts/artifact.ts';
import type { Diagnostic } from '../../artifacts/diagnostic.ts';
import { type ApprovalRule, describeRule, nameRule } from '../../tasks/approval-rule.ts';
import type { Reason } from '../../tasks/reason.ts';
import type { TaskStatus } from '../../tasks/task.ts';
import type { RefinementView } from './drafts.ts';
import type { Look } from './look.ts';
import type { Observation } from './observe.ts';
import type { RunProgress } from '../execution.ts';

/** What `planex status --json` prints. Other programs rely on these names. */
export interface StatusView {
  /** `home` is the work tree whose branch a running daemon lands on. */
  daemon: { running: boolean; pid?: number; version: string; since?: string; home?: string };
  paused: boolean;
  /** What is wrong with the settings file, while the last good settings stay in force. */
  settingsErrors?: string[];
  /** What of the system keeps planex from its work (`storage`), or only slows it down (`watch`). */
  troubles?: { kind: 'storage' | 'watch'; message: string }[];
  artifacts: {
    path: string;
    kind: ArtifactKind;
    title: string;
    /** Issue id of a solution, slug of a plan. */
    label: string;
    /** The id that a solution has of its own. */
    solution?: string;
    digest: string;
    /** The rule of the settings that has approved it, where no person has. */
    approvedBy?: string;
    diagnostics: Pick<Diagnostic, 'severity' | 'message' | 'line' | 'column'>[];
  }[];
  tasks: TaskView[];
  /** The last refinement of each plan that had one. */
  refinements?: RefinementView[];
}

export interface TaskView {
  id: string;
  artifact: string;
  title: string;
  /** Who did it, of a task that has landed; else who is to. */
  backend: string;
  status: TaskStatus;
  reason?: Reason;
  attempts: number;
  commit?: string;
  run?: string;
  /** What its run is doing, as far as the backend tells. */
  progress?: RunProgress;
  /** What judged the work that landed, as far as planex remembers: `tests: skipped (no test command found)`. */
  tests?: string;
}

/** Puts a look into the shape of `status --json`. */
export function describeStatus(
  { observation, decision }: Look,
  daemon: StatusView['daemon'],
  refinements: RefinementView[],
): StatusView {
  const troubles = listTroubles(observation);
  const facts = new Map(observation.world.tasks.map((one) => [one.task.id, one]));
  return {
    daemon,
    paused: observation.world.paused,
    ...(observation.rejectedSettings.length === 0 ? {} : { settingsErrors: observation.rejectedSettings }),
    ...(troubles.length === 0 ? {} : { troubles }),
    artifacts: observation.entries.map(({ path, artifact, digest, diagnostics }) => ({
      path,
      kind: artifact.kind,
      title: artifact.title,
      label: artifact.label,
      ...(artifact.solutionId === undefined ? {} : { solution: artifact.solutionId }),
      digest,
      ...describeRuled(observation.rules.get(path)),
      diagnostics: diagnostics
        .filter((one) => one.severity !== 'hint')
        .map(({ severity, message, line, column }) => ({
          severity,
          message,
          ...(line === undefined ? {} : { line }),
          ...(column === undefined ? {} : { column }),
        })),
    })),
    tasks: decision.verdicts.map((verdict) => {
      const task = facts.get(verdict.taskId);
      const progress = verdict.runId === undefined ? undefined : observation.progress.get(verdict.runId);
      const run = verdict.runId ?? task?.record?.lastRun;
      const landed =
        verdict.status === 'done'
          ? task?.record?.landed.findLast((landing) => landing.digest === task.task.digest)
          : undefined;
      const tests = landed?.tests;
      return {
        id: verdict.taskId,
        artifact: task?.task.artifactPath ?? '',
        title: task?.task.title ?? '',
        backend: landed?.backend ?? task?.backend.name ?? '',
        status: verdict.status,
        ...(verdict.reason === undefined ? {} : { reason: verdict.reason }),
        attempts: task?.record?.attempts ?? 0,
        ...(verdict.commit === undefined ? {} : { commit: verdict.commit }),
        ...(run === undefined ? {} : { run }),
        ...(progress === undefined ? {} : { progress }),
        ...(tests === undefined ? {} : { tests }),
      };
    }),
    ...(refinements.length === 0 ? {} : { refinements }),
  };
}

function describeRuled(rule: ApprovalRule | undefined): { approvedBy?: string } {
  return rule === undefined ? {} : { approvedBy: `${nameRule(rule)} (${describeRule(rule)})` };
}

function listTroubles({ world, watchTrouble }: Observation): NonNullable<StatusView['troubles']> {
  const storage = world.storageHold?.message;
  return [
    ...(storage === undefined ? [] : [{ kind: 'storage' as const, message: storage }]),
    ...(watchTrouble === undefined ? [] : [{ kind: 'watch' as const, message: watchTrouble }]),
  ];
}
