import { OperatorError } from '../../errors.ts';
import { wordDecision } from '../../execplan/entry.ts';
import { quoteId } from '../../tasks/quote-id.ts';
import type { TaskRecord } from '../../tasks/task-record.ts';
import type { TaskFacts } from '../../tasks/world.ts';
import { changeTaskRecord } from '../change-task-record.ts';
import { logDecision, type ResolveAnswer, type ResolveOutcome } from './log-decision.ts';
import type { Ports } from '../ports.ts';

type Question = NonNullable<TaskRecord['question']>;

/** Answers kept of a task, the latest. */
const MOST_ANSWERS = 10;

/** Answers the question of a task, which then goes on. Throws `OperatorError` when it asks nothing, or not that. */
export async function resolveTask(
  ports: Ports,
  facts: TaskFacts,
  answer: ResolveAnswer,
): Promise<ResolveOutcome> {
  const { task } = facts;
  const asked = requireQuestion(facts);
  const words = wordAnswer(task.id, asked, answer);
  // The log comes first: a death in between leaves the question open, and the same answer is not logged twice.
  const log = await logAnswer(ports, facts, { asked, words });
  const { digest, run, question } = asked;
  const at = new Date(ports.nowMs()).toISOString();
  await changeTaskRecord(ports, task, (record) => {
    delete record.question;
    record.answers = [...(record.answers ?? []), { digest, run, question, answer: words, at }].slice(
      -MOST_ANSWERS,
    );
  });
  return { task: task.id, words, log };
}

function requireQuestion({ task, record }: TaskFacts): Question {
  const asked = record?.question;
  if (asked?.digest === task.digest) return asked;
  throw new OperatorError(`${task.id} asks nothing`, { todo: `planex why ${quoteId(task.id)}` });
}

function wordAnswer(id: string, { options }: Question, { option, note }: ResolveAnswer): string {
  const todo = `planex why ${quoteId(id)} shows what it asks`;
  if (option === undefined) {
    if (note !== undefined) return note;
    const how = options.length === 0 ? '--note <text>' : '--option <n>, --note <text>, or both';
    throw new OperatorError(`the answer is missing: ${how}`, { todo });
  }
  const chosen = options[option - 1];
  if (chosen === undefined) {
    const count = options.length;
    const there = count === 0 ? 'proposes no answers: give yours with --note' : `proposes only ${count}`;
    throw new OperatorError(`there is no answer ${option}: ${id} ${there}`, { todo });
  }
  return note === undefined ? chosen : `${chosen} (${note})`;
}

async function logAnswer(
  ports: Ports,
  { task, record }: TaskFacts,
  { asked, words }: { asked: Question; words: string },
): Promise<ResolveOutcome['log']> {
  const path = task.artifactPath;
  const by = (await ports.repository.readUserName()) ?? 'a person';
  const backend = record?.unfinished?.backend;
  const entry = wordDecision({
    decision: words,
    rationale: `Answers ${task.id}, where ${backend ?? 'the executor'} asked (${asked.case}): ${asked.question}`,
    atMs: ports.nowMs(),
    by,
  });
  return logDecision(ports, path, entry);
}
