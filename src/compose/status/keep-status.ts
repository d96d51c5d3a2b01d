import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Settings } from '../../config/settings.ts';
import type { Look } from '../../daemon/look/look.ts';
import type { StatusView, TaskView } from '../../daemon/look/status-view.ts';
import { faultPoint } from '../../fault-point.ts';
import { findNearPlace } from '../../git/near-records.ts';
import { TEMPORARY } from '../../state/durable-file.ts';
import { ensureFolder } from '../../state/folder.ts';
import { readInstanceLock } from '../../state/instance-lock.ts';
import { planexVersion } from '../../version.ts';
import { digestEnvironment, locateKeptStatus, signInputs, writeKept } from './kept-status.ts';
import type { Planex } from '../open-planex.ts';
import { listStatusInputs } from './status-inputs.ts';
import { listStoragePlaces } from '../storage-places.ts';

/** Keeps an answer that was just made; `look` is what it was made from. */
export type StatusKeeper = (look: Look, view: StatusView) => void;

/**
 * Call before anything is read that an answer of `planex status` is made from: what changes while it is made makes it void.
 * What comes back keeps that answer for the next time, if only changes of files can make another of it.
 */
export async function prepareKeeping(planex: Planex, settings: () => Settings): Promise<StatusKeeper> {
  const atMs = Date.now();
  // What cannot be listed cannot be kept; whether it matters is for the look to say.
  const inputs = await listStatusInputs(planex, settings()).catch(() => undefined);
  const signature = inputs && signInputs(inputs, atMs);
  return (look, view) => {
    if (inputs === undefined || signature === undefined || !isLasting(look, view)) return;
    const place = findNearPlace(planex.repository.home);
    if (place?.home !== planex.repository.home || place.records !== planex.records) return;
    // Whoever has the lock is about to change something.
    if (readInstanceLock(planex.records) !== undefined) return;
    const places = listStoragePlaces(planex.repository, planex.records, 'read');
    const { home } = place;
    const environment = digestEnvironment();
    const kept = { version: planexVersion, home, atMs, environment, inputs, signature, places, view };
    replace(locateKeptStatus(place), writeKept(kept));
  };
}

/** Whether an answer stays what it is until a file changes: it hangs on no clock, no process and no program. */
function isLasting({ observation, unreadable }: Look, view: StatusView): boolean {
  const { world, settings, newAdmissions, newApprovals } = observation;
  // That is told by what Git and the processes of the machine do at this moment, until a daemon has noted it.
  const fresh = new Set([...newAdmissions, ...newApprovals].map(({ path }) => path));
  return (
    unreadable === undefined &&
    view.troubles === undefined &&
    view.refinements === undefined &&
    world.runs.length === 0 &&
    Object.keys(settings.recurring).length === 0 &&
    view.tasks.every((task) => standsStill(task) && (isOver(task) || !fresh.has(task.artifact)))
  );
}

/** What is over hangs no more on whether its plan may run. */
function isOver({ status }: TaskView): boolean {
  return status === 'done' || status === 'cancelled';
}

/** Reasons that come from the files, records and history alone. */
const LASTING = new Set(['clarification', 'draft', 'not-admitted', 'removed-by-user']);

function standsStill({ status, reason }: TaskView): boolean {
  switch (status) {
    case 'done':
    case 'cancelled':
    case 'failed':
    case 'blocked':
      return reason?.until === undefined;
    case 'waiting':
      return reason !== undefined && reason.until === undefined && LASTING.has(reason.code);
    case 'pending':
    case 'running':
    case 'landing':
      return false;
  }
}

/** In one step, and not for good: where it cannot be written, the next answer takes longer and that is all. */
function replace(file: string, text: string): void {
  const draft = `${file}.${process.pid}${TEMPORARY}`;
  try {
    ensureFolder(dirname(file));
    writeFileSync(draft, text, { mode: 0o600 });
    renameSync(draft, file);
    faultPoint('kept-status:renamed');
  } catch {
    rmSync(draft, { force: true });
  }
}
