import { type PushBack, readPushBack } from '../tasks/push-back.ts';
import type { PlannerAnswer, Planning } from './planning-record.ts';
import { type PlannedSolution, readSolution } from './solution-file.ts';

/** What has to be done next for an issue to get its solution. */
export type PlanningStep =
  | { do: 'ask' }
  | { do: 'repair'; answer: string; problems: string[] }
  /** A person has to answer before the planner can go on. */
  | { do: 'wait'; question: PushBack }
  | { do: 'place'; solution: PlannedSolution }
  | { do: 'give-up'; problems: string[] };

/*
 *            ┌──────────── a person replies ───────────┐
 *            ▼                                         │
 *   ask ─▶ answer ─┬─ pushes back ─────────────────▶ wait
 *                  ├─ a good solution ─────────────▶ place
 *                  └─ anything else ─▶ repair ─▶ answer ─┬─ pushes back ─▶ wait
 *                                                        ├─ a good solution ─▶ place
 *                                                        └─ anything else ─▶ give-up
 */

/** Says what is next from the answers alone: whoever comes after a crash goes on where it stopped. */
export function nextPlanningStep(planning: Planning): PlanningStep {
  const lastReply = planning.answers.findLastIndex(({ reply }) => reply !== undefined);
  const [first, repaired] = planning.answers.slice(lastReply + 1);
  if (first === undefined) return { do: 'ask' };
  const step = judge(planning, first);
  if (step.do !== 'give-up') return step;
  if (repaired === undefined) return { do: 'repair', answer: first.text, problems: step.problems };
  return judge(planning, repaired);
}

/** Questions of the planner that were answered, oldest first. */
export function listReplies({ answers }: Planning): { question: string; reply: string }[] {
  return answers.flatMap(({ text, reply }) => {
    const question = readPushBack(text).pushBack?.question;
    return reply === undefined || question === undefined ? [] : [{ question, reply }];
  });
}

function judge(planning: Planning, answer: PlannerAnswer): Exclude<PlanningStep, { do: 'ask' | 'repair' }> {
  const { pushBack, warning } = readPushBack(answer.text);
  if (pushBack !== undefined) return { do: 'wait', question: pushBack };
  const read = readSolution(planning, answer);
  if (read.ok) return { do: 'place', solution: read.value };
  return { do: 'give-up', problems: [...(warning === undefined ? [] : [warning]), ...read.problems] };
}
