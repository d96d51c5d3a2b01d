import { errorMessage } from '../errors.ts';
import type { Verdict } from '../tasks/reconcile.ts';
import type { TaskFacts } from '../tasks/world.ts';
import { changeTaskRecord } from './change-task-record.ts';
import type { Look } from './look.ts';
import type { Ports } from './ports.ts';

/** What is told outside of planex: a task has begun to wait for a person. */
export interface Notice {
  /** Of the form of this notice. */
  version: 1;
  type: 'task:waiting';
  /** ISO 8601. */
  at: string;
  /** Top folder of the repository. */
  repository: string;
  task: string;
  title: string;
  artifact: string;
  status: 'waiting' | 'failed';
  /** Code of the reason. */
  reason: string;
  message: string;
  action?: string;
  run?: string;
}

/** Tells, once each, which tasks have begun to wait for a person. */
export interface Notifier {
  report(look: Look): Promise<void>;
  /** How many are being told at this moment. */
  countPending(): number;
  /** Resolves when nothing is being told any more. */
  settle(): Promise<void>;
}

/** A notifier that remembers on disk what it has begun to tell, so that nothing is told twice; `onTold` is called after each. */
export function createNotifier(ports: Ports, onTold: () => void): Notifier {
  const pending = new Set<Promise<void>>();

  const tell = async (notice: Notice): Promise<void> => {
    const problem = await ports.notify(notice).catch((error: unknown) => errorMessage(error));
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
        // Settings that nobody here has approved send nothing anywhere.
        if (!(await ports.settingsFile()).admitted) return;
        await changeTaskRecord(ports, known.task, (record) => {
          record.told = key;
        });
        const told = tell(describe(ports, verdict, known)).finally(() => {
          pending.delete(told);
          onTold();
        });
        pending.add(told);
      }
    },
    countPending: () => pending.size,
    async settle() {
      await Promise.all(pending);
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
