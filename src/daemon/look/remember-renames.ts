import { carryRecord, listCarried, type Renaming } from '../../tasks/carry-records.ts';
import { beginAfresh, findInstantAfter, listMoves, standAgain } from '../../tasks/departures.ts';
import { hadBytesLast } from '../../tasks/renamed-record.ts';
import type { ArtifactRecord } from '../../tasks/task-record.ts';
import { faultPoint } from '../../fault-point.ts';
import type { Renames } from './follow-renames.ts';
import type { Ports } from '../ports.ts';
import { inTurn } from '../record-turns.ts';

/**
 * Writes down which artifacts were renamed, before anything runs or is said of them. Of records that change places none is
 * written before all of them are in the record of the repository: what a death leaves undone is done by the next look.
 */
export async function rememberRenames(ports: Ports, renames: Renames): Promise<void> {
  await inTurn(ports.records, () => writeRenames(ports, renames));
}

/** Does what a death or an error of the disk left undone of renames. Only for who has the turn of the records. */
export async function finishRenames(ports: Pick<Ports, 'calls' | 'records'>): Promise<void> {
  const { renaming } = (await ports.records.daemon()).data;
  if (renaming !== undefined) await carryOver(ports, renaming);
}

async function writeRenames(ports: Ports, { moves, afresh, again }: Renames): Promise<void> {
  const { records } = ports;
  const daemon = await records.daemon();
  await finishRenames(ports);
  const next: Renaming['moves'][number][] = [];
  for (const { path, digest, former, left } of moves) {
    const [target, source] = [await records.artifact(path), await records.artifact(former.path)];
    if (isWritten(target.data, source.data, digest)) continue;
    next.push({ path, left, former: structuredClone(source.data) });
  }
  if (next.length > 0) {
    const begun = { at: await findInstant(ports, next), moves: next };
    await daemon.update((record) => {
      record.renaming = begun;
    });
    faultPoint('renames:noted');
    await carryOver(ports, begun);
  }
  for (const [paths, enter] of [
    [afresh, beginAfresh],
    [again, standAgain],
  ] as const) {
    for (const path of paths) {
      const artifact = await records.artifact(path);
      if (artifact.data.movedTo === undefined) continue;
      await artifact.update((record) => replaceBy(record, enter(record)));
    }
  }
}

/** After all that these records tell of other renames, and after the beginning of each run that may have to be found by it. */
async function findInstant(ports: Ports, moves: Renaming['moves']): Promise<string> {
  const { records } = ports;
  const known = (await records.openRuns()).runs.map(({ data }) => data.placedAt ?? data.startedAt);
  for (const path of listCarried({ moves })) known.push(...listMoves((await records.artifact(path)).data));
  return findInstantAfter(known, new Date(ports.nowMs()).toISOString());
}

/** Whether another look has seen the same: what was said since is in the new record. */
function isWritten(target: ArtifactRecord, source: ArtifactRecord, digest: string): boolean {
  const hasCome = target.movedTo === undefined && hadBytesLast(target, digest);
  return hasCome || source.movedTo !== undefined || !hadBytesLast(source, digest);
}

async function carryOver(
  { calls, records }: Pick<Ports, 'calls' | 'records'>,
  renaming: Renaming,
): Promise<void> {
  const moved = renaming.moves.filter(({ left }) => left !== 'itself');
  await calls.noteRenames(
    renaming.at,
    moved.map(({ path, former }) => ({ from: former.path, to: path })),
  );
  for (const path of listCarried(renaming)) {
    faultPoint('renames:record');
    const artifact = await records.artifact(path);
    await artifact.update((record) => replaceBy(record, carryRecord(path, record, renaming)));
  }
  faultPoint('renames:carried');
  const daemon = await records.daemon();
  await daemon.update((record) => {
    delete record.renaming;
  });
}

function replaceBy(record: ArtifactRecord, next: ArtifactRecord): void {
  for (const key of Object.keys(record)) Reflect.deleteProperty(record, key);
  Object.assign(record, next);
}
