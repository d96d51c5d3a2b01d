import type { Task } from '../../tasks/task.ts';
import type { ArtifactRecord, TaskRecord } from '../../tasks/task-record.ts';
import { isOfTask, textDigestOf } from '../../tasks/text-digest.ts';
import type { LandedState } from '../../tasks/world.ts';
import type { HistoryView, LandedCommit } from '../repository.ts';
import { keyOfTask, stemOfTask, taskId } from '../../tasks/task-id.ts';

/** Tells of present tasks which landings are theirs. */
export interface LandingJudge {
  /** Tells from the history, helped by planex's own memory, whether a task with its present meaning was done. */
  judge(task: Task): LandedState;
  /** The landings of a present task of which this one is a copy: not its own, whatever becomes of that one. */
  listCopied(task: Task): string[];
}

/** What the landings are told from: all tasks that are there now, and the records of their artifacts. */
interface LandingSources {
  history: HistoryView;
  present: readonly Task[];
  records: ReadonlyMap<string, Pick<ArtifactRecord, 'tasks' | 'formerly'>>;
}

/** Makes the judge of one look. */
export function createLandingJudge({ history, present, records }: LandingSources): LandingJudge {
  const formerNames = (task: Task): readonly string[] => records.get(task.artifactPath)?.formerly ?? [];
  let indexed: ReturnType<typeof indexTasks> | undefined;
  // Most looks ask nothing of it.
  const index = (): ReturnType<typeof indexTasks> => (indexed ??= indexTasks(present, formerNames));
  const surplus = new Map<readonly Task[], ReadonlySet<Task>>();

  const recordOf = (task: Task): TaskRecord | undefined => records.get(task.artifactPath)?.tasks[task.key];

  const findAll = (digest: string | undefined): LandedCommit[] =>
    digest === undefined ? [] : history.findByDigest(digest).map(({ commit }) => commit);

  /** Landings with the meaning of this task from under other ids that it can have had, and whether those are present. */
  const listElsewhere = (task: Task): { hit: LandedCommit; isThere: boolean }[] => {
    const { digest, content = digest } = task;
    const exact = findAll(digest).filter((hit) => hit.taskId !== task.id);
    const alike = findAll(task.content).filter((hit) => hit.taskId !== task.id && !exact.includes(hit));
    if (exact.length + alike.length === 0) return [];
    const names = [task.artifactPath, ...formerNames(task)];
    const stems = new Set(names.map((path) => stemOfTask(taskId(path, task.key))));
    const isOfArtifact = (hit: LandedCommit): boolean => stems.has(stemOfTask(hit.taskId));
    const look = (
      hits: readonly LandedCommit[],
      meaning: string,
    ): { hit: LandedCommit; isThere: boolean }[] =>
      hits.map((hit) => {
        const key = meaningKey(hit.taskId, meaning);
        const { there, renamed } = index();
        return { hit, isThere: there.has(key) || (!isOfArtifact(hit) && renamed.has(key)) };
      });
    return [
      // An artifact that is renamed keeps the keys of its tasks.
      ...look(
        exact.filter((hit) => isOfArtifact(hit) || keyOfTask(hit.taskId) === task.key),
        digest,
      ),
      ...look(alike.filter(isOfArtifact), content),
    ];
  };

  /**
   * The landings of this task from before a rename of its artifact or a renumbering: those under another id with the same
   * meaning, which no present task has under that id any more, whoever else may have the name by now. While one has, or one
   * whose artifact is known to have been renamed from there, this task is a copy of it, and work of its own.
   */
  const listMoved = (task: Task): LandedCommit[] =>
    listElsewhere(task).flatMap(({ hit, isThere }) => (isThere ? [] : [hit]));

  /** What landed for this task, as its record says, under an id that a present task with the same meaning has by now. */
  const listRemembered = (task: Task): LandedCommit[] => {
    const remembered = new Set(recordOf(task)?.landed.map(({ commit }) => commit));
    return remembered.size === 0
      ? []
      : listElsewhere(task).flatMap(({ hit, isThere }) =>
          isThere && remembered.has(hit.commit) ? [hit] : [],
        );
  };

  const listHits = (task: Task): { own: LandedCommit[]; moved: LandedCommit[] } => {
    const forgotten = listForgotten(task, recordOf(task));
    const copied = new Set(recordOf(task)?.copied);
    return {
      own: [
        ...history.find(task.id, task.digest),
        ...findAll(task.content).filter((hit) => hit.taskId === task.id),
        ...listRemembered(task),
      ].filter(({ commit }) => !forgotten.has(commit)),
      moved: listMoved(task).filter(({ commit }) => !forgotten.has(commit) && !copied.has(commit)),
    };
  };

  /** Of tasks of one artifact that mean the same, those for which no landing is left: the first ones have them. */
  const findSurplus = (same: readonly Task[]): ReadonlySet<Task> => {
    const heirs = same.filter((task) => {
      const { own, moved } = listHits(task);
      return !own.some(isStanding) && moved.some(isStanding);
    });
    const left = new Set(
      heirs
        .flatMap(listMoved)
        .filter(isStanding)
        .map((hit) => hit.taskId),
    );
    return new Set(heirs.slice(left.size));
  };

  const isSurplus = (task: Task): boolean => {
    const same = index().alike.get(meaningKey(task.artifactPath, task.digest)) ?? [];
    if (same.length < 2) return false;
    const known = surplus.get(same) ?? findSurplus(same);
    surplus.set(same, known);
    return known.has(task);
  };

  const judgeNow = (task: Task): LandedState => {
    const { own, moved } = listHits(task);
    const hits = isSurplus(task) ? own : [...own, ...moved];
    return judgeHits(task, { hits, record: recordOf(task), isKnown: history.knows(task.id) });
  };

  return {
    judge: (task) => {
      const now = judgeNow(task);
      if (now.kind === 'landed' || now.kind === 'removed') return now;
      const before = findBefore(task, recordOf(task));
      const then = before === undefined ? now : judgeNow(before);
      const isThen = then.kind === 'removed' || (then.kind === 'landed' && task.textDigest === undefined);
      return isThen ? then : now;
    },
    listCopied: (task) => listElsewhere(task).flatMap(({ hit, isThere }) => (isThere ? [hit.commit] : [])),
  };
}

function judgeHits(
  task: Task,
  {
    hits,
    record,
    isKnown,
  }: { hits: readonly LandedCommit[]; record: TaskRecord | undefined; isKnown: boolean },
): LandedState {
  const standing = hits.find(isStanding);
  if (standing !== undefined) return { kind: 'landed', commit: standing.commit };

  const forgotten = listForgotten(task, record);
  const landed = record?.landed ?? [];
  const remembered = landed.filter(({ digest, commit }) => digest === task.digest && !forgotten.has(commit));
  const [gone, ...others] = new Set([...hits, ...remembered].map((one) => one.commit));
  if (gone !== undefined) return { kind: 'removed', commits: [gone, ...others] };
  return forgotten.size > 0 || isKnown || landed.length > 0 ? { kind: 'changed' } : { kind: 'never' };
}

/**
 * Present tasks by what they mean: under which ids that is there, under which it was there before its artifact was renamed,
 * and which of one artifact mean the same.
 */
function indexTasks(
  present: readonly Task[],
  formerNames: (task: Task) => readonly string[],
): { there: Set<string>; renamed: Set<string>; alike: Map<string, Task[]> } {
  const there = new Set<string>();
  const renamed = new Set<string>();
  const alike = new Map<string, Task[]>();
  for (const task of present) {
    const meanings = task.content === undefined ? [task.digest] : [task.digest, task.content];
    for (const meaning of meanings) {
      there.add(meaningKey(task.id, meaning));
      for (const name of formerNames(task)) renamed.add(meaningKey(taskId(name, task.key), meaning));
    }
    const key = meaningKey(task.artifactPath, task.digest);
    const same = alike.get(key);
    if (same === undefined) alike.set(key, [task]);
    else same.push(task);
  }
  return { there, renamed, alike };
}

function meaningKey(name: string, digest: string): string {
  return `${name}\n${digest}`;
}

/**
 * The task as it was when its text landed last, where that was at another due time: what was taken back then stays so, and
 * what recurs no more stays done.
 */
function findBefore(task: Task, record: TaskRecord | undefined): Task | undefined {
  const text = textDigestOf(task);
  const last = record?.landed.findLast(({ digest, textDigest = digest }) => textDigest === text);
  return last === undefined || last.digest === task.digest
    ? undefined
    : { ...task, digest: last.digest, textDigest: text };
}

function listForgotten(task: Task, record: TaskRecord | undefined): ReadonlySet<string> {
  return new Set(isOfTask(record?.retry?.digest, task) ? record?.retry?.forgets : []);
}

function isStanding({ reverted }: LandedCommit): boolean {
  return !reverted;
}
