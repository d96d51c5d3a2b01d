import { prepareSocketPath, removeOldSockets } from '../../control/socket-path.ts';
import { admitEdit } from '../../daemon/admission/admit-edit.ts';
import { inTurnOfWords } from '../../daemon/word-turns.ts';
import { createLoop, type Loop } from '../../daemon/loop.ts';
import { createOperations } from '../../daemon/operations/create-operations.ts';
import type { Operations } from '../../daemon/operations/operations.ts';
import type { Ports } from '../../daemon/ports.ts';
import { loadProcessLibrary } from '../../executors/run-process.ts';
import { loadPorcelainLibrary } from '../../git/porcelain.ts';
import { requireWorkspacePlace } from '../../git/workspace/require-place.ts';
import { acquireInstanceLock, type InstanceLock } from '../../state/instance-lock.ts';
import type { LockHolder } from '../../state/lock-holder.ts';
import { openRecords } from '../../state/records.ts';
import type { PlanexEvent } from '../../tasks/event.ts';
import { planexVersion } from '../../version.ts';
import { watchGitFolder } from '../../watch/git-folder.ts';
import { listenForNudges } from '../../watch/nudges.ts';
import { openArtifactSource } from './artifact-source.ts';
import { openDaemonJournals } from './daemon-journals.ts';
import { openDaemonSchedule } from './daemon-schedule.ts';
import type { Planex } from '../open-planex.ts';
import { createPorts } from '../ports/ports.ts';
import { createBackgroundRefinement } from '../refine/background.ts';
import { requireStorage } from '../require-storage.ts';
import { openSettings, requireGoodSettings, SETTINGS_FILE } from '../settings-source.ts';
import { watchForUncaught } from './last-resort.ts';
import { watchOwnership } from './ownership.ts';
import { createStopRequest, serveOperations } from './serve-operations.ts';
import { watchHooks } from './watch-hooks.ts';

/** A daemon in this process: it holds the lock, watches, answers on its socket and carries out runs. */
export interface Daemon {
  operations: Operations;
  /** Resolves when somebody asks over the socket to stop or takes the lock away, and after an error that nobody caught. */
  stopAsked: Promise<{ forceful: boolean }>;
  /** Starts nothing more, lets runs end, and gives everything back. Throws an error that nobody caught before. */
  close(): Promise<void>;
  /** Ends the runs under way; their tasks go back into the queue. */
  endRuns(): void;
}

export type DaemonOpening = { kind: 'opened'; daemon: Daemon } | { kind: 'held'; holder: LockHolder };

/** Opens a daemon for a repository, or says who is the daemon already. Throws `OperatorError` when the settings have errors. */
export async function openDaemon(
  planex: Planex,
  onEvent: (event: PlanexEvent) => void,
  options: { passing?: boolean } = {},
): Promise<DaemonOpening> {
  await requireGoodSettings(planex.repository.home);
  requireStorage(planex.records);
  await requireWorkspacePlace(planex.repository);
  const socket = prepareSocketPath(nameSocket(planex));
  const attempt = await acquireInstanceLock(planex.records, {
    role: 'daemon',
    version: planexVersion,
    socket,
    ...(options.passing === true ? { passing: true } : {}),
  });
  if (attempt.kind === 'held') return attempt;
  removeOldSockets(socket, planex.repository.id);
  try {
    return {
      kind: 'opened',
      daemon: await openWithLock(planex, socket, attempt.lock, { ...options, onEvent }),
    };
  } catch (error) {
    attempt.lock.release();
    throw error;
  }
}

function nameSocket({ repository }: Planex): string {
  return `${repository.id}-${process.pid}`;
}

async function openWithLock(
  planex: Planex,
  socket: string,
  lock: InstanceLock,
  { passing = false, onEvent }: { passing?: boolean; onEvent: (event: PlanexEvent) => void },
): Promise<Daemon> {
  const { home } = planex.repository;
  const at = (): string => new Date().toISOString();
  const journals = openDaemonJournals(planex.records, onEvent);
  const { events } = journals;
  const onError = (error: unknown): void => {
    journals.error(error);
    // What fails may fail because the repository or the work tree was moved or removed, which no event of a file tells.
    isOwner();
  };
  if (lock.replacedSpoilt !== undefined) {
    const problem = 'the lock file of the last daemon was damaged';
    journals.spoilt({ path: lock.replacedSpoilt, problem, movedTo: lock.replacedSpoilt });
  }
  const stop = createStopRequest();
  let stopping = false;
  const ownership = watchOwnership(planex, lock, () => stop.ask({ forceful: true }));
  const isOwner = (): boolean => ownership.isOwner();
  const lastResort = watchForUncaught((error) => {
    stop.ask({ forceful: true });
    journals.error(error);
  });
  const records = openRecords(planex.records, {
    access: 'write',
    onSpoilt: (record) => journals.spoilt(record),
  });
  const settings = openSettings(home, {
    rejected(lines) {
      const message = [`${SETTINGS_FILE} has errors; the last good settings stay in force`, ...lines].join(
        '\n',
      );
      events.append({ type: 'config:rejected', at: at(), message });
    },
    applied() {
      events.append({ type: 'config:applied', at: at(), message: `${SETTINGS_FILE}: applied` });
      void schedule.apply(settings.latest()).catch(onError);
      artifacts.nudge();
    },
  });
  await settings.read();
  const artifacts = openArtifactSource({
    home,
    settings: () => settings.latest(),
    watch: true,
    onChange: () => loop.nudge(),
    onProblem: (message) => events.append({ type: 'watch:degraded', at: at(), message }),
  });
  const drafts = createBackgroundRefinement({
    planex,
    settings: () => settings.latest(),
    events,
    mayBegin: !passing,
    edges: () => ports,
    admit: async (path, digests) =>
      void (await inTurnOfWords(ports.records, () => admitEdit(ports, () => loop.look(), { path, digests }))),
    onError,
    nudge: () => loop.nudge(),
  });
  const ports: Ports = createPorts({
    planex,
    records,
    access: 'write',
    settings,
    artifacts,
    events,
    drafts,
    isOwner,
  });
  const loop: Loop = createLoop(ports, onError);
  const gitFolder = watchGitFolder(planex.repository.gitDir, () => {
    if (isOwner()) loop.nudgeWaiting();
  });
  const lookAgain = (): void => {
    artifacts.nudge();
    if (isOwner()) loop.nudge();
  };
  const schedule = openDaemonSchedule({ ports, onError, onTick: lookAgain });
  const hooks = watchHooks(planex.repository, () => settings.latest(), onError);
  const nudges = listenForNudges(planex.records, () => {
    hooks.hookRan();
    lookAgain();
  });

  /** What only later looks and runs need: ready comes first, but an upgrade may soon replace the files that are loaded here. */
  const prepareForWork = async (): Promise<void> => {
    await schedule.apply(settings.latest());
    await Promise.all([journals.openLog(), loadProcessLibrary(), loadPorcelainLibrary()]);
  };
  let preparing: NodeJS.Immediate | undefined;

  /** Gives back what is listened to: as long as one is open, the process does not end. */
  const closeSources = async (): Promise<void> => {
    clearImmediate(preparing);
    await schedule.stop();
    await loop.stop();
    gitFolder.close();
    nudges.close();
    await hooks.close();
    await artifacts.close();
  };

  try {
    await artifacts.refresh();
    await loop.recover();
  } catch (error) {
    await closeSources();
    await journals.close();
    lastResort.stop();
    throw error;
  }
  const { since } = lock.holder;
  const daemon = {
    running: true,
    pid: process.pid,
    version: planexVersion,
    since,
    home: planex.repository.home,
  };
  const operations = createOperations(ports, loop, daemon);
  const refuge = {
    find: () => prepareSocketPath(nameSocket(planex)),
    moved: (path: string) => lock.nameSocket(path),
  };
  const server = await serveOperations(socket, {
    operations,
    loop,
    stop,
    onError,
    requireOwner: () => ownership.requireOwner(),
    isStopping: () => stopping,
    refuge,
  });
  const message = `planex ${planexVersion} started in ${home} (pid ${process.pid})`;
  events.append({ type: 'daemon:started', at: at(), pid: process.pid, version: planexVersion, message });
  loop.nudge();
  preparing = setImmediate(() => void prepareForWork().catch(onError));

  return {
    operations,
    stopAsked: stop.asked,
    endRuns: () => loop.endRuns(),
    async close() {
      stopping = true;
      await closeSources();
      const error = lastResort.findError();
      const why = error === undefined ? ownership.findLoss() : `nobody caught an error: ${error.message}`;
      const stopped = why === undefined ? 'planex stopped' : `planex stopped: ${why}`;
      events.append({ type: 'daemon:stopped', at: at(), message: stopped });
      await server.close();
      lock.release();
      await journals.close();
      lastResort.stop();
      if (error !== undefined) throw error;
    },
  };
}
