import { formatDiagnostic } from '../../artifacts/diagnostic.ts';
import { parseSolution } from '../../artifacts/solution.ts';
import type { StatusView, TaskView } from '../../daemon/look/status-view.ts';
import { type IssueView, type KeptWork, type PlacedWork, viewIssue } from '../../issues/issue-view.ts';
import type { QueuedTask } from '../../issues/queue-status.ts';
import { viewQueueItems } from '../../issues/view-queue-item.ts';
import { type IssueStore, openIssueStore } from '../../state/issue-store.ts';
import { readQueues } from '../../state/queue-store.ts';
import { openPlanex } from '../open-planex.ts';
import { withOperations } from '../with-operations.ts';
import { tellPlanning } from './tell-planning.ts';
import { keyOfTask } from '../../tasks/task-id.ts';

/** The issues of a repository. */
export interface IssuesView {
  /** Folder of the store, from the top of the repository. */
  folder: string;
  issues: IssueView<TaskView>[];
  /** What is wrong with the store, `path:line:column: …`, one a line. */
  problems: string[];
  store: IssueStore;
}

/** ISS-9 comes before ISS-10. */
const IDS = new Intl.Collator('en', { numeric: true });

/** Reads the store, and where each issue, or the `only` one, stands by the history. Writes nothing. */
export async function viewIssues(cwd: string, only?: string): Promise<IssuesView> {
  const { repository, records } = await openPlanex(cwd);
  const store = openIssueStore(repository.home, records);
  const [book, queued, status] = await Promise.all([
    store.read(),
    readQueues(repository.home),
    withOperations(cwd, 'read', (operations) => operations.status()),
  ]);
  const problems = [...book.diagnostics, ...queued.diagnostics].map(({ path, diagnostic }) =>
    formatDiagnostic(path, diagnostic),
  );
  const placed = groupPlaced(status);
  const present = book.issues.map(({ issue }) => issue);
  const known = new Map([...book.past, ...present].map((issue) => [issue.id, issue]));
  const past = new Set(book.past.map(({ id }) => id));
  for (const { id } of present) past.delete(id);
  const issues: IssueView<TaskView>[] = [];
  for (const id of new Set([...known.keys(), ...placed.keys()])) {
    if (only !== undefined && id !== only) continue;
    const works = placed.get(id) ?? [];
    const isOver = past.has(id) && works.length === 0;
    // There may be hundreds that nobody carries out any more.
    const kept = isOver ? [] : await readKept(store, id, problems);
    const queue = viewQueueItems(id, queued.queues, listQueued(id, works));
    const stored = known.get(id);
    const issue = await tellPlanning(viewIssue(id, stored, works, kept), stored, records);
    issues.push({
      ...issue,
      ...(past.has(id) ? { past: true as const } : {}),
      ...(queue.length === 0 ? {} : { queue }),
    });
  }
  issues.sort((one, other) => IDS.compare(one.id, other.id));
  return { folder: store.folder, issues, problems, store };
}

function listQueued(label: string, works: readonly PlacedWork<TaskView>[]): QueuedTask[] {
  return works.flatMap(({ solution, tasks }) =>
    tasks.map(({ id, status, reason }) => ({
      key: keyOfTask(id),
      label,
      solution,
      status,
      reason,
    })),
  );
}

function groupPlaced({ artifacts, tasks }: StatusView): Map<string, PlacedWork<TaskView>[]> {
  const groups = new Map<string, PlacedWork<TaskView>[]>();
  for (const { path, kind, label, solution, title, diagnostics } of artifacts) {
    if (kind !== 'solution') continue;
    const own = tasks.filter(({ artifact }) => artifact === path);
    const errors = diagnostics
      .filter(({ severity }) => severity === 'error')
      .map((one) => `${path}:${one.line ?? 1}:${one.column ?? 1}: ${one.message}`);
    const isDone = own.length > 0 && own.every((task) => task.status === 'done');
    const group = groups.get(label) ?? [];
    group.push({ path, solution, title, errors, isDone, tasks: own });
    groups.set(label, group);
  }
  return groups;
}

/** The solutions that the store holds for an issue, in their order; what is wrong with them is added to `problems`. */
export async function readKept(store: IssueStore, id: string, problems: string[]): Promise<KeptWork[]> {
  const { solutions, diagnostics } = await store.readSolutions(id);
  problems.push(...diagnostics.map(({ path, diagnostic }) => formatDiagnostic(path, diagnostic)));
  return solutions.map(({ id: own, isBound, text }) => {
    const { artifact, diagnostics: found } = parseSolution(`${id}.json`, text);
    const errors = found.filter(({ severity }) => severity === 'error').map(({ message }) => message);
    return { id: own, title: artifact.title, tasks: artifact.tasks.length, isBound, errors };
  });
}
