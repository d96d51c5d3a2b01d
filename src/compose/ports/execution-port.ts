import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BUILT_IN_EXECUTORS, type Settings } from '../../config/settings.ts';
import type {
  ExecutionOutcome,
  ExecutionPort,
  ExecutionRequest,
  RunProgress,
} from '../../daemon/execution.ts';
import type { EventsPort } from '../../daemon/ports.ts';
import { scrubEnvironment } from '../../executors/environment.ts';
import { endTree, findMarked } from '../../executors/process-tree.ts';
import { buildCheckRepairPrompt, buildRepairPrompt } from '../../executors/review-prompt.ts';
import { readTail } from '../../executors/tail.ts';
import { fail, succeed } from '../../result.ts';
import { type DecisionNeeded, nameRoute, type Route } from '../../routing/route.ts';
import type { Task } from '../../tasks/task.ts';
import type { TaskRecord } from '../../tasks/task-record.ts';
import type { CallLedger } from '../../telemetry/call-ledger.ts';
import { type AgentTask, performAgentTask } from '../calls/agent-task.ts';
import { createTakerFinder, type SeenTakers, type Takers } from '../calls/backends.ts';
import { boundByTask } from '../calls/bounds.ts';
import { createAgentFinder } from '../calls/installed-agents.ts';
import { runProgram } from '../calls/program-run.ts';
import { readAnswer } from '../calls/read-answer.ts';
import { reviewTask } from '../calls/review-task.ts';
import { createRouter } from '../calls/router.ts';
import { runSetup } from '../setup-command.ts';
import { writePrompt } from '../calls/write-prompt.ts';

/** How often what a backend does is told to the log. */
const TELL_EVERY_MS = 1_000;
/** As much of the end of what a program printed is searched for its words to planex. */
const ANSWER_BYTES = 1 << 20;

/** Executors and the processes they run in, as the daemon sees them. `settings` are those in force. */
export function createExecutionPort(
  home: string,
  settings: () => Settings,
  ledger: CallLedger,
  events: EventsPort,
): ExecutionPort {
  const env = scrubEnvironment(process.env);
  const router = createRouter(settings, process.env);
  const findTakers = createTakerFinder({ home, env, settings, findAgent: createAgentFinder(env) });
  const progress = new Map<string, RunProgress & { toldAt: string }>();

  const withFallback = (task: Task, record: TaskRecord | undefined): Task => {
    const instead = record?.fallback?.digest === task.digest ? record.fallback.backend : undefined;
    return instead === undefined ? task : { ...task, backend: instead };
  };
  const routeTask = (task: Task, record: TaskRecord | undefined): Route | DecisionNeeded =>
    router.route(withFallback(task, record));

  const tellProgress = (taskId: string, runId: string, seen: RunProgress): void => {
    const before = progress.get(runId);
    const atOnce = before !== undefined && Date.parse(seen.at) - Date.parse(before.toldAt) < TELL_EVERY_MS;
    progress.set(runId, { ...seen, toldAt: atOnce ? before.toldAt : seen.at });
    if (atOnce) return;
    const { at, message, tokens } = seen;
    const sum = tokens === undefined ? {} : { tokens };
    events.append({ type: 'run:progress', at, taskId, runId, ...sum, message: `${taskId}: ${message}` });
  };

  const shareOf = (request: ExecutionRequest, route: Route) => {
    const own = settings().executors[route.backend];
    return {
      request,
      env,
      limits: {
        wallClockMs: own?.wallClockMs ?? route.wallClockMs ?? settings().limits.wallClockMs,
        noOutputMs: own?.noOutputMs ?? settings().limits.noOutputMs,
        graceMs: settings().limits.graceMs,
      },
      ledger,
      bounds: boundByTask(ledger.read(), settings(), request),
      onProgress: (seen: RunProgress) => tellProgress(request.task.id, request.runId, seen),
    };
  };

  const perform = async (
    request: ExecutionRequest,
    route: Route,
    takers: Takers,
  ): Promise<ExecutionOutcome> => {
    const { task, runFolder, workspace, snapshot, record } = request;
    const place = { folder: workspace, snapshot, env, record, settings: settings() };
    const whole = await writePrompt(task, route, place);
    const { prompt, part } = givenBack(request, whole);
    const promptFile = join(runFolder, request.failedCheck === undefined ? 'prompt.md' : `prompt${part}.md`);
    await writeFile(promptFile, prompt);
    const shared = { ...shareOf(request, route), promptFile };
    if (takers.kind === 'program') {
      const { executor } = takers;
      const { outcome } = await runProgram({ ...shared, executor, prompt, part });
      // The shell is told nothing of what it could say, so what its commands print are nobody's words to planex.
      if (outcome.kind !== 'done' || executor.name === 'shell') return outcome;
      return readAnswer(await readTail(join(runFolder, `output${part}.log`), ANSWER_BYTES));
    }
    const resume = request.resumes && part === '' ? takeUp(task, record) : undefined;
    return performAgentTask({
      ...shared,
      asked: takers.asked,
      sandbox: route.sandbox,
      prompt,
      part,
      fallback: route.fallback,
      failClosed: route.failClosed,
      ...(route.effort === undefined ? {} : { effort: route.effort }),
      ...(resume === undefined ? {} : { resume }),
    });
  };

  const takeUp = (task: Task, record: TaskRecord | undefined): AgentTask['resume'] => {
    const unfinished = record?.unfinished;
    const answered = record?.answers?.filter(
      ({ run, digest }) => run === unfinished?.run && digest === task.digest,
    );
    return unfinished && { ...unfinished, answered };
  };

  // Of two that would answer side by side the first reviews.
  const nameReviewer = (route: Route | DecisionNeeded): string =>
    route.kind === 'route' ? route.backend : nameRoute(route);

  return {
    route: (task, record) => ({ route: routeTask(task, record), warnings: [...router.problems] }),
    async describePrompt(task, record) {
      const route = routeTask(task, record);
      if (route.kind === 'decision-needed') return undefined;
      const snapshot = '<the plan or solution as it is dispatched>';
      return writePrompt(task, route, { folder: home, snapshot, env, record, settings: settings() });
    },
    nameBackend: (task, record) => router.name(withFallback(task, record)),
    checkBackends() {
      const seen: SeenTakers = new Map();
      return async (task, record) => {
        const takers = await findTakers(task, routeTask(task, record), seen);
        return takers.ok ? succeed(undefined) : fail(takers.failure);
      };
    },
    progress: (runId) => progress.get(runId),

    async execute(request) {
      const { task, record, runId } = request;
      const route = routeTask(task, record);
      const takers = await findTakers(task, route);
      if (!takers.ok) return { kind: 'failed', reason: takers.failure };
      if (route.kind === 'decision-needed') return { kind: 'failed', reason: route.reason };
      return perform(request, route, takers.value).finally(() => progress.delete(runId));
    },

    countRepairs(backend) {
      if (backend === 'shell') return 0;
      return settings().verify.repairs ?? (BUILT_IN_EXECUTORS.includes(backend) ? 1 : 0);
    },

    nameReviewer: () => nameReviewer(router.routeWork('code-review')),

    async review(request) {
      const route = router.routeWork('code-review');
      const takers = await findTakers(request.task, route);
      if (!takers.ok) return { kind: 'failed', reason: takers.failure };
      const reviewer = takers.value.kind === 'agents' ? takers.value.asked[0] : undefined;
      if (reviewer === undefined || route.kind === 'decision-needed') {
        const message = `${nameRoute(route)} cannot review: the row "code-review" has to name codex, claude or gemini`;
        return { kind: 'failed', reason: { code: 'backend-missing', message } };
      }
      const review = { ...shareOf(request, route), request, route, reviewer };
      return reviewTask(review).finally(() => progress.delete(request.runId));
    },

    setup: (run) => runSetup(settings(), { ...run, env }),

    async sweep(runId) {
      return (await endTree({ marker: runId }, settings().limits.graceMs)).ended;
    },

    listLeft: (runId) => findMarked(runId).map(({ pid }) => pid),
  };
}

/** The prompt for work that is to be mended, and what names the files of that part of the run; empty for the first. */
function givenBack(
  { findings, failedCheck, cutShort = 0 }: ExecutionRequest,
  whole: string,
): { prompt: string; part: string } {
  const again = cutShort === 0 ? '' : `-again-${cutShort}`;
  if (failedCheck !== undefined) {
    const prompt = buildCheckRepairPrompt(whole, failedCheck);
    return { prompt, part: `-repaired-${failedCheck.round}${again}` };
  }
  if (findings !== undefined) return { prompt: buildRepairPrompt(whole, findings), part: `-mended${again}` };
  return { prompt: whole, part: '' };
}
