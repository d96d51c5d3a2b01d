import { OperatorError } from '../errors.ts';
import { checkShape, z } from '../schema.ts';
import { spendKey } from '../tasks/call-totals.ts';
import { changeTaskRecord } from './change-task-record.ts';
import { endCancelled } from './end-run.ts';
import { type Explanation, explainTask } from './explain-task.ts';
import { findTask } from './find-task.ts';
import { type Look, lookToChange } from './look.ts';
import type { Loop } from './loop.ts';
import type { Ports } from './ports.ts';
import { describeRoute, type RouteView } from './route-view.ts';
import { approveFallback, rejectFallback } from './settle-approval.ts';
import { failUnreviewed, findUnreviewed, passUnreviewed, reviewAgain } from './settle-review.ts';
import { describeStatus, type StatusView } from './status-view.ts';
import { type TrustOutcome, trustArtifacts } from './trust-artifacts.ts';
import { undoTask } from './undo-task.ts';

/** What a command may ask for: of the running daemon over its socket, or done in the command's own process without one. */
export interface Operations {
  status(): Promise<StatusView>;
  /** The status, and which tasks would be started now. */
  preview(): Promise<{ view: StatusView; wouldStart: string[] }>;
  explain(input: { task: string; prompt?: boolean | undefined }): Promise<Explanation>;
  route(input: { task: string }): Promise<RouteView>;
  /** Looks again and resolves when nothing is under way any more. */
  settle(): Promise<StatusView>;
  nudge(): Promise<{ nudged: true }>;
  pause(): Promise<{ paused: true }>;
  unpause(): Promise<{ paused: false }>;
  retry(input: { task: string }): Promise<{ task: string }>;
  cancel(input: { task: string }): Promise<{ task: string; wasRunning: boolean }>;
  trust(input: { paths: string[]; all: boolean }): Promise<TrustOutcome>;
  undo(input: { task: string }): Promise<{ task: string; commit: string }>;
  /** Lets a task whose backend failed go on with another: the one named, else the one of the policy. */
  approve(input: { task: string; fallback?: string | undefined }): Promise<{ task: string }>;
  reject(input: { task: string; why?: string | undefined }): Promise<{ task: string }>;
}

/** What operations need of the loop; a command without a daemon has one that only looks. */
export type OperatedLoop = Pick<Loop, 'look' | 'nudge' | 'whenQuiet' | 'cancelRun'>;

const taskInput = z.object({ task: z.string() });
const explainInput = taskInput.extend({ prompt: z.boolean().optional() });
const approveInput = z.object({ task: z.string(), fallback: z.string().optional() });
const rejectInput = z.object({ task: z.string(), why: z.string().optional() });
const trustInput = z.object({ paths: z.array(z.string()), all: z.boolean() });

/** The operations over one loop. `daemon` is what `status` says of the process they run in. */
export function createOperations(ports: Ports, loop: OperatedLoop, daemon: StatusView['daemon']): Operations {
  const at = (): string => new Date(ports.nowMs()).toISOString();
  return {
    async status() {
      return describeStatus(await loop.look(), daemon);
    },
    async preview() {
      const look = await loop.look();
      const wouldStart = look.decision.actions.flatMap((action) =>
        action.type === 'dispatch' ? [action.taskId] : [],
      );
      return { view: describeStatus(look, daemon), wouldStart };
    },
    async explain({ task, prompt }) {
      const look = await loop.look();
      const facts = findTask(look, task);
      const explanation = explainTask(ports, look, facts);
      const told =
        prompt === true ? await ports.execution.describePrompt(facts.task, facts.record) : undefined;
      return told === undefined ? explanation : { ...explanation, prompt: told };
    },
    async route({ task }) {
      const facts = findTask(await loop.look(), task);
      return describeRoute(facts, ports.execution.route(facts.task, facts.record));
    },
    async settle() {
      await ports.refreshArtifacts();
      for (;;) {
        const before = await describeBytes(ports);
        loop.nudge();
        const quiet = await loop.whenQuiet();
        // A run may have changed an artifact, and files may have been saved meanwhile.
        await ports.refreshArtifacts();
        if ((await describeBytes(ports)) === before) return describeStatus(quiet, daemon);
      }
    },
    async nudge() {
      loop.nudge();
      return { nudged: true };
    },
    async pause() {
      const record = await ports.records.daemon();
      await record.update((data) => {
        data.paused ??= { at: at() };
      });
      return { paused: true };
    },
    async unpause() {
      const record = await ports.records.daemon();
      await record.update((data) => {
        data.paused = null;
      });
      loop.nudge();
      return { paused: false };
    },
    async retry({ task }) {
      const look = await lookToChange(loop.look);
      const facts = findTask(look, task);
      refuseWhenNothingToRetry(look, facts.task.id);
      const { landed } = facts;
      const unreviewed = await findUnreviewed(ports, facts);
      if (unreviewed !== undefined) await reviewAgain(unreviewed);
      await changeTaskRecord(ports, facts.task, (record) => {
        delete record.failure;
        delete record.cancelled;
        delete record.approval;
        delete record.question;
        if (facts.budget !== undefined)
          record.forgiven = ports.calls.read().tasks[spendKey(facts.task.id, facts.task.digest)];
        delete record.deaths;
        delete record.recentRuns;
        record.conflicts = 0;
        if (landed.kind !== 'removed') return;
        const earlier = record.retry?.digest === facts.task.digest ? record.retry.forgets : [];
        record.retry = {
          digest: facts.task.digest,
          forgets: [...new Set([...earlier, ...landed.commits])],
        };
      });
      loop.nudge();
      return { task: facts.task.id };
    },
    async cancel({ task }) {
      const facts = findTask(await lookToChange(loop.look), task);
      if (facts.landed.kind === 'landed') {
        throw new OperatorError(`${facts.task.id} is done`, {
          todo: `planex undo ${facts.task.id} takes it back`,
        });
      }
      await changeTaskRecord(ports, facts.task, (record) => {
        record.cancelled = { digest: facts.task.digest, at: at() };
      });
      const wasRunning = await loop.cancelRun(facts.task.id);
      const { runs } = await ports.records.openRuns();
      const waiting = runs.filter((run) => run.data.taskId === facts.task.id);
      for (const run of waiting) {
        const workspace = await ports.workspaces.adopt(run.data.runId);
        await endCancelled({ ports, run, ...(workspace === undefined ? {} : { workspace }) });
      }
      loop.nudge();
      return { task: facts.task.id, wasRunning };
    },
    async trust(input) {
      const outcome = await trustArtifacts(ports, await lookToChange(loop.look), input);
      loop.nudge();
      return outcome;
    },
    async undo({ task }) {
      const outcome = await undoTask(ports, findTask(await lookToChange(loop.look), task));
      loop.nudge();
      return outcome;
    },
    async approve({ task, fallback }) {
      const facts = findTask(await lookToChange(loop.look), task);
      const unreviewed = fallback === undefined ? await findUnreviewed(ports, facts) : undefined;
      if (unreviewed === undefined) await approveFallback(ports, facts, fallback);
      else await passUnreviewed(unreviewed);
      loop.nudge();
      return { task: facts.task.id };
    },
    async reject({ task, why }) {
      const facts = findTask(await lookToChange(loop.look), task);
      const unreviewed = await findUnreviewed(ports, facts);
      if (unreviewed === undefined) await rejectFallback(ports, facts, why);
      else await failUnreviewed(ports, unreviewed, why);
      loop.nudge();
      return { task: facts.task.id };
    },
  };
}

/** Performs the operation that a request over the socket names. The request's body is not trusted to have the right shape. */
export function callOperation(operations: Operations, name: string, body: unknown): Promise<unknown> {
  switch (name) {
    case 'status':
    case 'preview':
    case 'settle':
    case 'nudge':
    case 'pause':
    case 'unpause':
      return operations[name]();
    case 'explain':
      return operations.explain(readInput(explainInput, body));
    case 'route':
    case 'retry':
    case 'cancel':
    case 'undo':
      return operations[name](readInput(taskInput, body));
    case 'approve':
      return operations.approve(readInput(approveInput, body));
    case 'reject':
      return operations.reject(readInput(rejectInput, body));
    case 'trust':
      return operations.trust(readInput(trustInput, body));
    default:
      throw new OperatorError(`this planex does not know "${name}"`, {
        todo: 'planex stop && planex start, so that daemon and command are of one version',
      });
  }
}

function readInput<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const checked = checkShape(schema, body);
  if (checked.ok) return checked.value;
  throw new OperatorError('the request to the daemon was not understood');
}

function refuseWhenNothingToRetry(look: Look, taskId: string): void {
  const verdict = look.decision.verdicts.find((one) => one.taskId === taskId);
  if (verdict === undefined) return;
  const retryable =
    verdict.status === 'failed' ||
    verdict.status === 'cancelled' ||
    verdict.reason?.code === 'removed-by-user' ||
    verdict.reason?.code === 'budget' ||
    verdict.reason?.code === 'approval' ||
    look.observation.world.tasks.some(
      ({ task, record }) => task.id === taskId && record?.question !== undefined,
    ) ||
    verdict.reason?.code === 'internal';
  if (retryable) return;
  throw new OperatorError(`${taskId} is ${verdict.status}: there is nothing to retry`, {
    todo: verdict.reason?.action ?? `planex why ${taskId}`,
  });
}

async function describeBytes(ports: Ports): Promise<string> {
  const files = await ports.artifacts();
  return files.map((file) => `${file.path} ${file.digest} ${file.problem ?? ''}`).join('\n');
}
