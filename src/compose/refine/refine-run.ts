import { OperatorError } from '../../errors.ts';
import { applyEvent } from '../../refine/apply-event.ts';
import { type Manifest, parseManifest, type Round } from '../../refine/manifest.ts';
import type { RefineEvent } from '../../refine/refine-event.ts';
import { readReview } from '../../tasks/findings.ts';
import {
  locateRound,
  readManifestText,
  readRoundFile,
  writeManifestText,
  writeRoundFile,
} from '../../state/refine-folders.ts';
import { join } from 'node:path';

/** Files of a round, beside those that anybody may read. */
export type RoundFile =
  | 'findings.txt'
  | 'reply.json'
  | 'parse-warning.txt'
  | 'implementer-summary.txt'
  | 'plan-before.txt'
  | 'plan-after.txt';

/** One refinement on disk. */
export interface RefineRun {
  folder: string;
  manifest: () => Manifest;
  /** The round that has begun last. */
  round(): Round;
  /** Puts on record that something has happened; on disk when it resolves. */
  apply(event: RefineEvent): Promise<void>;
  change(change: Partial<Manifest>): Promise<void>;
  write(file: RoundFile, bytes: Uint8Array | string, round?: number): Promise<void>;
  /** Throws `OperatorError` when the file is not there: what the record says of it cannot be trusted then. */
  read(file: RoundFile, round?: number): Promise<Buffer>;
}

export function openRefineRun(folder: string, first: Manifest): RefineRun {
  let manifest = first;
  const save = (next: Manifest): Promise<void> => {
    manifest = next;
    return writeManifestText(folder, `${JSON.stringify(next, undefined, 2)}\n`);
  };
  const locate = (file: RoundFile, round: number): string => join(locateRound(folder, round), file);
  return {
    folder,
    manifest: () => manifest,
    round() {
      const round = manifest.rounds.at(-1);
      if (round === undefined) throw new Error('no round has begun');
      return round;
    },
    apply: (event) => save(applyEvent(manifest, event)),
    change: (change) => save({ ...manifest, ...change }),
    write: (file, bytes, round = manifest.current_round) => writeRoundFile(locate(file, round), bytes),
    async read(file, round = manifest.current_round) {
      const bytes = await readRoundFile(locate(file, round));
      if (bytes !== undefined) return bytes;
      throw new OperatorError('a file of the refinement is gone, so that it cannot be gone on with', {
        where: locate(file, round),
        todo: `planex refine ${manifest.plan_path} --fresh begins anew`,
      });
    },
  };
}

/** The record in a run's folder. What an older record lacks of findings is read from the replies beside it. */
export async function readRefineRecord(folder: string): Promise<Manifest | undefined> {
  const manifest = parseManifest(await readManifestText(folder));
  if (manifest === undefined) return undefined;
  const rounds = await Promise.all(
    manifest.rounds.map(async (round): Promise<Round> => {
      if (round.findings !== undefined) return round;
      const reply = await readRoundFile(join(locateRound(folder, round.round), 'findings.txt'));
      const review = reply === undefined ? undefined : readReview(reply.toString('utf8'));
      return review === undefined ? round : { ...round, findings: review.findings };
    }),
  );
  return { ...manifest, rounds };
}
