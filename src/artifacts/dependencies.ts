import type { Diagnostic } from './diagnostic.ts';
import type { TextPosition } from './text-position.ts';

/** A task as far as the order of tasks is concerned. */
export interface OrderedTask {
  key: string;
  dependsOn?: string[];
  /** Where the task stands, and where it states its dependencies. */
  at: TextPosition;
  dependsAt?: TextPosition;
}

/** Finds keys used twice, dependencies on tasks that are not there or on the task itself, and cycles. */
export function checkDependencies(tasks: readonly OrderedTask[]): Diagnostic[] {
  const known = new Set(tasks.map((task) => task.key));
  return [...findDuplicates(tasks), ...findBroken(tasks, known), ...findCycles(tasks, known)];
}

function findDuplicates(tasks: readonly OrderedTask[]): Diagnostic[] {
  const first = new Map<string, OrderedTask>();
  return tasks.flatMap((task) => {
    const earlier = first.get(task.key);
    if (earlier === undefined) {
      first.set(task.key, task);
      return [];
    }
    const message = `task ${task.key} is there twice; the other one is on line ${earlier.at.line}`;
    return [{ severity: 'error', rule: 'duplicate-task', message, ...task.at }];
  });
}

function findBroken(tasks: readonly OrderedTask[], known: ReadonlySet<string>): Diagnostic[] {
  return tasks.flatMap((task) =>
    (task.dependsOn ?? []).flatMap((key): Diagnostic[] => {
      const at = task.dependsAt ?? task.at;
      if (key === task.key) {
        const message = `task ${task.key} depends on itself`;
        return [{ severity: 'error', rule: 'self-dependency', message, ...at }];
      }
      if (known.has(key)) return [];
      const message = `task ${task.key} depends on task ${key}, which is not in this file`;
      return [{ severity: 'error', rule: 'missing-dependency', message, ...at }];
    }),
  );
}

/** Takes away, again and again, the tasks that wait for nothing; whoever is left waits in a circle or behind one. */
function findCycles(tasks: readonly OrderedTask[], known: ReadonlySet<string>): Diagnostic[] {
  const waitsFor = new Map<string, Set<string>>();
  const wantedBy = new Map<string, string[]>();
  for (const { key, dependsOn = [] } of tasks) {
    const open = new Set(dependsOn.filter((other) => other !== key && known.has(other)));
    waitsFor.set(key, open);
    for (const other of open) {
      const wanting = wantedBy.get(other);
      if (wanting === undefined) wantedBy.set(other, [key]);
      else wanting.push(key);
    }
  }
  const free = [...waitsFor].filter(([, open]) => open.size === 0).map(([key]) => key);
  for (let key = free.pop(); key !== undefined; key = free.pop()) {
    waitsFor.delete(key);
    for (const next of wantedBy.get(key) ?? []) {
      const open = waitsFor.get(next);
      if (open?.delete(key) && open.size === 0) free.push(next);
    }
  }
  return describeCycles(tasks, waitsFor);
}

function describeCycles(
  tasks: readonly OrderedTask[],
  waitsFor: ReadonlyMap<string, ReadonlySet<string>>,
): Diagnostic[] {
  const told = new Set<string>();
  return tasks.flatMap((task): Diagnostic[] => {
    if (!waitsFor.has(task.key) || told.has(task.key)) return [];
    const path = [task.key];
    const seen = new Set(path);
    for (let key = nextOpen(waitsFor, task.key); key !== undefined; key = nextOpen(waitsFor, key)) {
      path.push(key);
      if (told.has(key)) return [];
      if (seen.has(key)) break;
      seen.add(key);
    }
    for (const key of seen) told.add(key);
    const circle = path.slice(path.indexOf(path.at(-1) ?? ''));
    const message = `these tasks wait for each other: ${circle.join(' → ')}`;
    return [{ severity: 'error', rule: 'dependency-cycle', message, ...(task.dependsAt ?? task.at) }];
  });
}

function nextOpen(waitsFor: ReadonlyMap<string, ReadonlySet<string>>, key: string): string | undefined {
  return [...(waitsFor.get(key) ?? [])].find((other) => waitsFor.has(other));
}
