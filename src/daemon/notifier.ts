import { errorMessage } from '../errors.ts';
import type { Verdict } from '../tasks/reconcile.ts';
import type { TaskFacts } from '../tasks/world.ts';
import { changeTaskRecord } from './change-task-record.ts';
import type { Look } from './look/look.ts';
import type { Notice } from './notice.ts';
import type { Ports } from './ports.ts';

/** Tells, once each, which tasks have begun to wait for a person. */
export interface Notifier {
  report(look: Look): Promise<void>;
  /** How many are being told at this moment. */
  countPending(): number;
  /** Resolves when nothing is being told any more. */
  settle(): Promise<void>;
}

/**
 * A notifier that remembers on disk what it has told. A planex that dies while it tells leaves it to the next one: twice is
 * better than never. `onTold` is called after each.
 */
export function createNotifier(
  ports: Ports,
  { onTold, onError }: { onTold: () => void; onError: (error: unknown) => void },
): Notifier {
  const pending = new Map<string, Promise<void>>();
  /** What each task was told of last: a look that began before that was on disk does not know it. */
  const lastTold = new Map<string, string>();

  const tell = async (notice: Notice, { task }: TaskFacts, key: string): Promise<void> => {
    const problem = await ports.notify(notice).catch((error: unknown) => errorMessage(error));
    await changeTaskRecord(ports, task, (record) => {
      record.told = key;
    });
    if (problem === undefined) return;
    const message = `nobody could be told that ${notice.task} waits: ${problem}`;
    ports.events.append({ type: 'notify:failed', at: now(ports), taskId: notice.task, message });
  };

  return {
    async report({ decision, observation }) {
      if (!observation.settings.notifies) return;
      const facts = new Map(observation.world.tasks.map((one) => [one.task.id, one]));
      for (const verdict of decision.verdicts) {
        const known = facts.get(verdict.taskId);
        const key = known === undefined ? undefined : findWait(verdict, known);
        if (known === undefined || key === undefined || known.record?.told === key) continue;
        const name = `${verdict.taskId} ${key}`;
        if (pending.has(name) || lastTold.get(verdict.taskId) === key) continue;
        // Settings that nobody here has approved send nothing anywhere.
        if (!(await ports.settingsFile()).admitted) return;
        const told = tell(describe(ports, verdict, known), known, key)
          .catch(onError)
          .finally(() => {
            pending.delete(name);
            lastTold.set(verdict.taskId, key);
            onTold();
          });
        pending.set(name, told);
      }
    },
    countPending: () => pending.size,
    async settle() {
      await Promise.all(pending.values());
    },
  };
}

/** What a task waits for a person about; undefined when it does not. The same wait has the same name. */
function findWait(
  { status, reason }: Verdict,
  { task, record, breach, acknowledge }: TaskFacts,
): string | undefined {
  if (reason === undefined) return undefined;
  if (status === 'failed') return `failed ${record?.failure?.run ?? ''}`;
  if (status !== 'waiting') return undefined;
  if (reason === breach) return `breach ${record?.breach?.run ?? ''}`;
  if (reason === acknowledge) return `acknowledge ${task.digest}`;
  if (reason.code === 'approval' && record?.approval !== undefined) return `approval ${record.approval.run}`;
  if (reason.code === 'clarification' && record?.question !== undefined) {
    return `question ${record.question.run}`;
  }
  return undefined;
}

function describe(ports: Ports, { status, reason }: Verdict, { task, record }: TaskFacts): Notice {
  return {
    version: 1,
    type: 'task:waiting',
    at: now(ports),
    repository: ports.repository.home,
    task: task.id,
    title: task.title,
    artifact: task.artifactPath,
    status: status === 'failed' ? 'failed' : 'waiting',
    reason: reason?.code ?? 'internal',
    message: reason?.message ?? '',
    ...(reason?.action === undefined ? {} : { action: reason.action }),
    ...(record?.lastRun === undefined ? {} : { run: record.lastRun }),
  };
}

function now(ports: Ports): string {
  return new Date(ports.nowMs()).toISOString();
}
