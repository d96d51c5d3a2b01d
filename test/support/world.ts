import type { Task } from '../../src/tasks/task.ts';
import type { TaskRecord } from '../../src/tasks/task-record.ts';
import type { ActiveRun, TaskFacts, World } from '../../src/tasks/world.ts';

/** A task of `docs/plans/2026-11-20-tea.md` named by its key, which declares to create `<key>.txt`. */
export function makeTask(key: string, change: Partial<Task> = {}): Task {
  return {
    key,
    id: `docs/plans/2026-11-20-tea#${key}`,
    artifactPath: 'docs/plans/2026-11-20-tea.md',
    artifactKind: 'plan',
    label: 'tea',
    planStatus: 'none',
    title: `Step ${key}`,
    line: 1,
    column: 1,
    files: [{ kind: 'create', path: `${key}.txt` }],
    commands: [],
    verify: [],
    doneWhen: [],
    boxes: [],
    brief: '',
    digest: `sha256:${key}`,
    after: [],
    ...change,
  };
}

/** A task about which nothing stands in the way. */
export function makeFacts(task: Task, change: Partial<TaskFacts> = {}): TaskFacts {
  return {
    task,
    notAdmitted: null,
    landed: { kind: 'never' },
    record: undefined,
    run: undefined,
    dirtyPaths: [],
    backend: { name: 'shell' },
    recentRuns: [],
    ...change,
  };
}

/** What planex remembers of a task that it never ran. */
export function makeRecord(change: Partial<TaskRecord> = {}): TaskRecord {
  return { attempts: 0, landed: [], conflicts: 0, ...change };
}

/** A run that is executing, with the footprint of its task unless told otherwise. */
export function makeRun(task: Task, change: Partial<ActiveRun> = {}): ActiveRun {
  return {
    runId: `run-${task.key}`,
    taskId: task.id,
    step: 'executing',
    busy: true,
    backend: 'shell',
    footprint: task.files.length === 0 ? 'everything' : task.files.map((file) => file.path),
    ...change,
  };
}

/** A world in which everything may run. */
export function makeWorld(tasks: TaskFacts[], change: Partial<World> = {}): World {
  return {
    nowMs: Date.parse('2026-11-20T12:00:00Z'),
    paused: false,
    repositoryHolds: null,
    historyComplete: true,
    maxRuns: 3,
    onProbation: new Set(),
    tasks,
    runs: tasks.flatMap((facts) => (facts.run === undefined ? [] : [facts.run])),
    ...change,
  };
}
