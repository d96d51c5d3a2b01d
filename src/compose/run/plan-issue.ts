import { OperatorError } from '../../errors.ts';
import { buildPlannerPrompt, buildPlanRepairPrompt } from '../../executors/planner-prompt.ts';
import { listDemands } from '../../planning/list-demands.ts';
import { listReplies, nextPlanningStep } from '../../planning/next-planning-step.ts';
import type { Planning } from '../../planning/planning-record.ts';
import type { PlannedSolution } from '../../planning/solution-file.ts';
import type { ExitClass } from '../../tasks/exit-class.ts';
import type { PushBack } from '../../tasks/push-back.ts';
import { quoteId } from '../../tasks/quote-id.ts';
import { askRouted } from '../calls/ask-routed.ts';
import type { CallPlace } from '../calls/call-place.ts';
import type { CallFlags } from '../calls/call-route.ts';
import { placeSolution } from './place-solution.ts';
import { routePlanner } from './route-planner.ts';
import type { PlanningStore } from './planning-store.ts';

/** What planners need that is the same for all issues of one command. */
export interface PlanningScene {
  /** The work tree whose branch the daemon lands on. */
  home: string;
  /** Folder of planex's records. */
  records: string;
  store: PlanningStore;
  /** Opens what calls need; not before there is one to make. */
  openPlace(): Promise<CallPlace>;
  flags: CallFlags;
  backend?: string;
  signal: AbortSignal;
  onProgress: (line: string) => void;
  /** Whether what a model's solution would run may be run. */
  approve: (issueId: string, demands: readonly string[]) => Promise<boolean>;
  /** Keeps a solution where others look for it, before it is put in place; gives what is put there. */
  keep: (issueId: string, solution: PlannedSolution) => Promise<PlannedSolution>;
}

/** An issue that needs a solution. */
export type PlannedIssue = Pick<Planning, 'issueId' | 'title' | 'request'>;

/** What planning an issue came to. */
export type PlanningEnd =
  | { kind: 'placed'; path: string; admitted: boolean }
  | { kind: 'asks'; question: PushBack }
  /** No answer could be taken for a solution; nothing is dispatched. */
  | { kind: 'invalid'; problems: string[] }
  | { kind: 'unanswered'; class: ExitClass; backend: string; reason: string; action?: string };

/** Gives a planner that waits for it its answer, durably. Throws `OperatorError` when nothing was asked. */
export async function replyToPlanner(
  store: PlanningStore,
  issue: PlannedIssue,
  reply: string,
): Promise<void> {
  const planning = await findPlanning(store, issue);
  if (nextPlanningStep(planning).do !== 'wait') {
    const { issueId } = issue;
    throw new OperatorError(`nobody has asked anything about ${issueId}`, {
      todo: `planex run ${quoteId(issueId)}`,
    });
  }
  const last = planning.answers.length - 1;
  const answers = planning.answers.map((answer, index) => (index === last ? { ...answer, reply } : answer));
  await store.write({ ...planning, answers });
}

/** Takes an issue from where its planning stands to a solution in place. Each answer is on disk before anything is done with it. */
export async function planIssue(scene: PlanningScene, issue: PlannedIssue): Promise<PlanningEnd> {
  const { issueId } = issue;
  for (;;) {
    const planning = await findPlanning(scene.store, issue);
    const step = nextPlanningStep(planning);
    switch (step.do) {
      case 'wait':
        return { kind: 'asks', question: step.question };
      case 'give-up':
        // The next command begins anew: these answers led nowhere.
        await scene.store.write({
          ...planning,
          answers: planning.answers.filter(isReplied),
          failure: `the planner's answer is no solution: ${step.problems.join('; ')}`,
        });
        return { kind: 'invalid', problems: step.problems };
      case 'place':
        return approveAndPlace(scene, issueId, await scene.keep(issueId, step.solution));
      case 'ask':
      case 'repair': {
        const assignment = { ...planning, replies: listReplies(planning) };
        const prompt =
          step.do === 'ask'
            ? buildPlannerPrompt(assignment)
            : buildPlanRepairPrompt(assignment, step.answer, step.problems);
        const unanswered = await ask(scene, planning, prompt);
        if (unanswered !== undefined) return unanswered;
      }
    }
  }
}

/** What planners have said to this issue as it is worded now: answers to other words count for nothing. */
async function findPlanning(store: PlanningStore, issue: PlannedIssue): Promise<Planning> {
  const found = await store.find(issue.issueId);
  if (found?.request === issue.request) return { ...found, title: issue.title };
  return { version: 1, ...issue, at: new Date().toISOString(), answers: [] };
}

function isReplied({ reply }: Planning['answers'][number]): boolean {
  return reply !== undefined;
}

/** Puts a solution that no person here has written in place; commands in it run only with somebody's yes. */
export async function approveAndPlace(
  { home, records, approve }: Pick<PlanningScene, 'home' | 'records' | 'approve'>,
  issueId: string,
  { text, tasks }: PlannedSolution,
): Promise<PlanningEnd & { kind: 'placed' }> {
  const demands = listDemands(tasks);
  const admitted = demands.length === 0 || (await approve(issueId, demands));
  return {
    kind: 'placed',
    path: await placeSolution({ home, records }, { issueId, text, admitted }),
    admitted,
  };
}

/** Asks the planner once; undefined when its answer is on disk. */
async function ask(
  scene: PlanningScene,
  planning: Planning,
  prompt: string,
): Promise<PlanningEnd | undefined> {
  const place = await scene.openPlace();
  const { flags, backend: named, signal } = scene;
  const route = routePlanner(place, { flags, ...(named === undefined ? {} : { backend: named }) });
  const onProgress = (line: string): void => scene.onProgress(`${planning.issueId}: ${line}`);
  const reply = await askRouted(place, route, { prompt, signal, onProgress });
  const { backend, model, answer } = reply;
  if (reply.class !== 'ok') {
    const { reason = reply.class, action } = reply;
    const todo = action === undefined ? {} : { action };
    const failure = `${backend} did not answer (${reply.class}): ${reason}`;
    if (!signal.aborted) await scene.store.write({ ...planning, failure });
    return { kind: 'unanswered', class: reply.class, backend, reason, ...todo };
  }
  const { failure: _, ...rest } = planning;
  await scene.store.write({
    ...rest,
    answers: [
      ...planning.answers,
      {
        text: answer,
        backend,
        ...(model === undefined ? {} : { model }),
        at: new Date().toISOString(),
      },
    ],
  });
  return undefined;
}
