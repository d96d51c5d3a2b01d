import { OperatorError } from '../../errors.ts';
import { admitEdit } from '../admission/admit-edit.ts';
import { findRuled } from '../admission/approve-by-rule.ts';
import { changeTaskRecord } from '../change-task-record.ts';
import { endRunsOf, endRunsOfPlan, listRunsOf } from '../run/end-runs-of.ts';
import { quoteId } from '../../tasks/quote-id.ts';
import { explainTask } from '../look/explain-task.ts';
import { findHeld } from '../look/find-held.ts';
import { findTask } from '../look/find-task.ts';
import { findWaiting } from '../look/find-waiting.ts';
import { rememberBytes } from '../look/last-bytes.ts';
import { type Look, lookToChange } from '../look/look.ts';
import { liftLimit } from './lift-limit.ts';
import { keepForeign } from '../admission/keep-foreign.ts';
import { announceArtifact } from '../admission/announce-artifact.ts';
import type { Ports } from '../ports.ts';
import { resolveBreach, waitsForDirection } from './resolve-breach.ts';
import { resolveTask } from './resolve-task.ts';
import { retryTask } from './retry-task.ts';
import { createTurns } from '../turns.ts';
import { describeRoute } from '../look/route-view.ts';
import { approveFallback, rejectFallback } from './settle-approval.ts';
import { approvePlan, rejectPlan } from '../admission/settle-plan.ts';
import { failUnreviewed, findUnreviewed, passUnreviewed } from './settle-review.ts';
import { describeStatus, type StatusView } from '../look/status-view.ts';
import { inspectTrust } from '../admission/inspect-trust.ts';
import { revokeTrust } from '../admission/revoke-trust.ts';
import { trustArtifacts } from '../admission/trust-artifacts.ts';
import { undoTask } from './undo-task.ts';
import { inTurnOfWords } from '../word-turns.ts';
import type { OperatedLoop, Operations } from './operations.ts';
import { lookAhead } from '../../tasks/outlook.ts';
import type { TaskFacts } from '../../tasks/world.ts';

/** The operations over one loop. `daemon` is what `status` says of the process they run in. */
export function createOperations(ports: Ports, loop: OperatedLoop, daemon: StatusView['daemon']): Operations {
  const at = (): string => new Date(ports.nowMs()).toISOString();
  const view = async (look: Look): Promise<StatusView> => {
    const paths = look.observation.entries.map(({ path }) => path);
    return describeStatus(look, daemon, await ports.drafts.list(paths));
  };
  /** Takes a look after all files that are saved by now: what is said of a task is meant of what they say. */
  const lookAfresh = async (): Promise<Look> => {
    await ports.refreshArtifacts();
    return lookToChange(loop.look, ports);
  };
  /** Finds a task; of a file that was saved just now, once it has settled. */
  const find = async (task: string): Promise<{ look: Look; facts: TaskFacts }> => {
    const look = await loop.look();
    try {
      return { look, facts: findTask(look, task) };
    } catch {
      await ports.refreshArtifacts();
      const again = await loop.look();
      return { look: again, facts: findTask(again, task) };
    }
  };
  /** Says a word on what may run: whatever it looks at, nobody else's word comes between that and its end. */
  const inTurn =
    <I, O>(say: (input: I) => Promise<O>) =>
    (input: I): Promise<O> =>
      inTurnOfWords(ports.records, () => say(input));
  /** Keeps apart what is said of one task, `cancel` with all that it ends and `retry`: the last to be answered holds. */
  const inTurnOfTask = createTurns<string>();
  return {
    async status() {
      return view(await loop.look());
    },
    async preview() {
      const look = await loop.look();
      const ruled = await findRuled(ports, look.observation);
      const wouldApprove = ruled.map(({ entry: { path }, rule: { name } }) => ({ path, rule: name }));
      return { view: await view(look), ...lookAhead(look.observation.world, look.decision), wouldApprove };
    },
    async explain({ task, prompt }) {
      const { look, facts } = await find(task);
      const explanation = explainTask(ports, look, facts);
      const told =
        prompt === true ? await ports.execution.describePrompt(facts.task, facts.record) : undefined;
      return told === undefined ? explanation : { ...explanation, prompt: told };
    },
    async route({ task }) {
      const { facts } = await find(task);
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
        if ((await describeBytes(ports)) === before) return view(quiet);
      }
    },
    async nudge() {
      loop.nudge('asked');
      return { nudged: true };
    },
    async pause() {
      const record = await ports.records.daemon();
      await record.update((data) => {
        data.paused ??= { at: at() };
      });
      await loop.holdUp(async () => undefined);
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
    async liftLimit({ backend }) {
      const lifted = await liftLimit(ports, backend);
      loop.nudge();
      return lifted;
    },
    async retry({ task }) {
      const { id } = findTask(await lookAfresh(), task).task;
      await inTurnOfTask(id, async () => retryTask(ports, await lookAfresh(), id));
      loop.nudge();
      return { task: id };
    },
    async cancel({ task }) {
      const look = await lookAfresh();
      const facts = findTask(look, task);
      if (facts.landed.kind === 'landed') {
        throw new OperatorError(`${facts.task.id} is done`, {
          todo: `planex undo ${quoteId(facts.task.id)} takes it back`,
        });
      }
      const own = look.observation.entries.filter(({ path }) => path === facts.task.artifactPath);
      await rememberBytes(ports, own);
      const { wasRunning, landed, isOfFormerText } = await inTurnOfTask(facts.task.id, async () => {
        const runs = await listRunsOf(ports, look.observation, facts.task);
        await changeTaskRecord(ports, facts.task, (record) => {
          record.cancelled = { digest: facts.task.digest, at: at(), runs };
        });
        return endRunsOf(ports, loop, look, facts.task);
      });
      loop.nudge();
      if (isOfFormerText === true && landed !== undefined) return { task: facts.task.id, wasRunning, landed };
      if (landed !== undefined) {
        throw new OperatorError(`${facts.task.id} was just landing, and is done (${landed.slice(0, 10)})`, {
          todo: `planex undo ${quoteId(facts.task.id)} takes it back`,
        });
      }
      return { task: facts.task.id, wasRunning };
    },
    trust: inTurn(async (input) => {
      const outcome = await trustArtifacts(ports, await lookAfresh(), input);
      loop.nudge();
      return outcome;
    }),
    async noteRewrite({ path }) {
      const bytes = await ports.repository.readFile(path);
      if (bytes !== undefined) await keepForeign(ports, path, bytes);
      return { path };
    },
    announce: (input) => announceArtifact(ports, input),
    admitEdit: inTurn((input) => admitEdit(ports, loop.look, input)),
    async inspect({ paths }) {
      await ports.refreshArtifacts();
      return inspectTrust(ports, await lookToChange(loop.look), paths);
    },
    revoke: inTurn(async ({ path }) => {
      const look = await lookAfresh();
      await revokeTrust(ports, look, path);
      const outcome = await endRunsOfPlan(ports, loop, look, path);
      loop.nudge();
      return { path, ...outcome };
    }),
    async undo({ task }) {
      const outcome = await undoTask(ports, async () => findTask(await lookAfresh(), task));
      loop.nudge();
      return outcome;
    },
    approve: inTurn(async ({ task, fallback }) => {
      const facts = findTask(await lookAfresh(), task);
      const unreviewed = fallback === undefined ? await findUnreviewed(ports, facts) : undefined;
      if (unreviewed === undefined) await approveFallback(ports, facts, fallback);
      else await passUnreviewed(unreviewed);
      loop.nudge();
      return { task: facts.task.id };
    }),
    reject: inTurn(async ({ task, why }) => {
      const facts = findTask(await lookAfresh(), task);
      const unreviewed = await findUnreviewed(ports, facts);
      if (unreviewed === undefined) await rejectFallback(ports, facts, why);
      else await failUnreviewed(ports, unreviewed, why);
      loop.nudge();
      return { task: facts.task.id };
    }),
    approvePlan: inTurn(async (input) => {
      const settled = await approvePlan(ports, await lookAfresh(), input);
      await ports.refreshArtifacts();
      loop.nudge();
      return settled;
    }),
    rejectPlan: inTurn(async (input) => {
      const look = await lookAfresh();
      const settled = await rejectPlan(ports, look, input);
      const outcome = await endRunsOfPlan(ports, loop, look, input.path);
      await ports.refreshArtifacts();
      loop.nudge();
      return { ...settled, ...outcome };
    }),
    resolve: inTurn(async ({ task, ...answer }) => {
      const look = await lookAfresh();
      const facts = findWaiting(look, task);
      const { tolerances: policy } = look.observation.settings;
      const outcome = waitsForDirection(facts)
        ? await resolveBreach(ports, loop, { facts, policy }, answer)
        : await resolveTask(ports, facts, answer);
      await ports.refreshArtifacts();
      // Something else may hold it as well: an answer takes back no other word.
      const held = findHeld(await loop.look(), outcome.task);
      loop.nudge();
      return held === undefined ? outcome : { ...outcome, held };
    }),
  };
}

async function describeBytes(ports: Ports): Promise<string> {
  const files = await ports.artifacts();
  return files.map((file) => `${file.path} ${file.digest} ${file.problem ?? ''}`).join('\n');
}
