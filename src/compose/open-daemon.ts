import { join } from 'node:path';
import { startControlServer } from '../control/server.ts';
import { prepareSocketPath } from '../control/socket-path.ts';
import { createLoop, type Loop } from '../daemon/loop.ts';
import { callOperation, createOperations, type Operations } from '../daemon/operations.ts';
import type { EventsPort } from '../daemon/ports.ts';
import { errorMessage } from '../errors.ts';
import { openDaemonLog } from '../logging/daemon-log.ts';
import { openEventLog } from '../state/event-log.ts';
import { acquireInstanceLock } from '../state/instance-lock.ts';
import type { LockHolder } from '../state/lock-holder.ts';
import { openRecords } from '../state/records.ts';
import type { PlanexEvent } from '../tasks/event.ts';
import { planexVersion } from '../version.ts';
import { openArtifactSource } from './artifact-source.ts';
import type { Planex } from './open-planex.ts';
import { createPorts } from './ports.ts';
import { OPERATION_NAMES } from './remote-operations.ts';
import { startDaemonSchedule } from './daemon-schedule.ts';
import { openSettings, requireGoodSettings } from './settings-source.ts';

/** A daemon in this process: it holds the lock, watches, answers on its socket and carries out runs. */
export interface Daemon {
  holder: LockHolder;
  operations: Operations;
  /** Resolves when somebody asks over the socket to stop, or takes the lock away. */
  stopAsked: Promise<{ forceful: boolean }>;
  /** Starts nothing more, lets runs end, and gives everything back. */
  close(): Promise<void>;
  /** Ends the runs under way; their tasks go back into the queue. */
  endRuns(): void;
}

/** Opens a daemon for a repository, or says who is the daemon already. Throws `OperatorError` when the settings have errors. */
export async function openDaemon(
  planex: Planex,
  onEvent: (event: PlanexEvent) => void,
): Promise<{ kind: 'opened'; daemon: Daemon } | { kind: 'held'; holder: LockHolder }> {
  const { repository, records: folder } = planex;
  await requireGoodSettings(repository.home);
  const socket = prepareSocketPath(repository.id);
  const attempt = await acquireInstanceLock(folder, { role: 'daemon', version: planexVersion, socket });
  if (attempt.kind === 'held') return attempt;
  const { lock } = attempt;

  const log = openDaemonLog(join(folder, 'daemon.log'));
  const eventLog = openEventLog(folder, { onTrouble: (error) => log.error(errorMessage(error)) });
  const at = (): string => new Date().toISOString();
  const events: EventsPort = {
    append(event) {
      eventLog.append(event);
      onEvent(event);
    },
  };
  const onError = (error: unknown): void => {
    log.error(errorMessage(error), { error: error instanceof Error ? error.stack : error });
    events.append({ type: 'daemon:erred', at: at(), message: errorMessage(error) });
  };

  const records = openRecords(folder, {
    access: 'write',
    onSpoilt: ({ path, problem, movedTo }) =>
      events.append({
        type: 'record:quarantined',
        at: at(),
        path,
        message: `${path}: ${problem}`,
        ...(movedTo === undefined ? {} : { movedTo }),
      }),
  });
  const settings = openSettings(repository.home, {
    rejected: (lines) =>
      events.append({
        type: 'config:rejected',
        at: at(),
        message: ['.planexrc has errors; the last good settings stay in force', ...lines].join('\n'),
      }),
    applied: () => events.append({ type: 'config:applied', at: at(), message: '.planexrc: applied' }),
  });
  await settings.read();
  const artifacts = openArtifactSource({
    home: repository.home,
    settings: () => settings.latest(),
    watch: true,
    onChange: () => loop.nudge(),
    onProblem: (message) => events.append({ type: 'watch:degraded', at: at(), message }),
  });
  const ports = createPorts({ planex, records, access: 'write', settings, artifacts, events });
  const loop: Loop = createLoop(ports, onError);

  await artifacts.refresh();
  await loop.recover();
  const daemon = { running: true, pid: process.pid, version: planexVersion, since: lock.holder.since };
  const operations = createOperations(ports, loop, daemon);

  let askStop: (how: { forceful: boolean }) => void = () => undefined;
  const stopAsked = new Promise<{ forceful: boolean }>((resolve) => {
    askStop = resolve;
  });
  const server = await startControlServer(
    socket,
    {
      ...Object.fromEntries(
        OPERATION_NAMES.map((name) => [
          `POST /${name}`,
          (body: unknown) => callOperation(operations, name, body),
        ]),
      ),
      'POST /stop': async (body) => {
        const forceful = typeof body === 'object' && body !== null && 'now' in body && body.now === true;
        askStop({ forceful });
        if (forceful) loop.endRuns();
        return { running: loop.countRuns() };
      },
    },
    onError,
  );
  const schedule = startDaemonSchedule({
    settings: settings.latest(),
    ports,
    onTick() {
      artifacts.nudge();
      loop.nudge();
      if (!lock.isStillHeld()) askStop({ forceful: true });
    },
    onError,
  });
  events.append({
    type: 'daemon:started',
    at: at(),
    pid: process.pid,
    version: planexVersion,
    message: `planex ${planexVersion} started in ${repository.home} (pid ${process.pid})`,
  });
  loop.nudge();

  return {
    kind: 'opened',
    daemon: {
      holder: lock.holder,
      operations,
      stopAsked,
      endRuns: () => loop.endRuns(),
      async close() {
        await schedule.stop();
        await loop.stop();
        await artifacts.close();
        events.append({ type: 'daemon:stopped', at: at(), message: 'planex stopped' });
        await server.close();
        lock.release();
        eventLog.close();
        log.close();
      },
    },
  };
}
