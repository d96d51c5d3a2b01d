import { type ApprovedParts, readApprovedParts } from '../../artifacts/approved-parts.ts';
import type { Artifact } from '../../artifacts/artifact.ts';
import type { Diagnostic } from '../../artifacts/diagnostic.ts';
import { parseArtifact } from '../../artifacts/parse-artifact.ts';
import { deriveTasks } from '../../tasks/derive.ts';
import { taskId } from '../../tasks/task-id.ts';
import type { Task } from '../../tasks/task.ts';
import { makeOwnCopy } from '../own-copy.ts';
import type { ArtifactFile } from '../ports.ts';

/** An artifact file as read now: what it states, what is wrong with it, and its tasks when nothing is. */
export interface CatalogueEntry {
  path: string;
  /** `sha256:<hex>` of the file's bytes. */
  digest: string;
  bytes: Uint8Array;
  artifact: Pick<Artifact, 'kind' | 'label' | 'solutionId' | 'status' | 'title'>;
  /** What an approval of it is bound to, where it is a plan with a Status and nothing is wrong with it. */
  parts?: ApprovedParts;
  diagnostics: Diagnostic[];
  tasks: Task[];
}

/** Reads artifact files; one whose bytes it has seen before is not parsed again. */
export interface ArtifactCatalogue {
  read(files: readonly ArtifactFile[]): CatalogueEntry[];
}

/** A catalogue that remembers the last reading of each file. */
export function createArtifactCatalogue(): ArtifactCatalogue {
  let known = new Map<string, CatalogueEntry>();
  return {
    read(files) {
      const next = new Map<string, CatalogueEntry>();
      const stems = new Map<string, string>();
      const entries = files.toSorted(byPath).map((file) => {
        const before = known.get(file.path);
        const entry = file.problem === undefined && before?.digest === file.digest ? before : readEntry(file);
        next.set(file.path, entry);
        const stem = taskId(file.path, '');
        const twin = stems.get(stem);
        stems.set(stem, twin ?? file.path);
        return twin === undefined ? entry : refuseTwin(entry, twin);
      });
      known = next;
      return entries;
    },
  };
}

/** Paths become ids, and ids stand on a line of their own in commit messages. */
const UNUSABLE = /[\p{Cc}\p{Zl}\p{Zp}]/u;

function readEntry(file: ArtifactFile): CatalogueEntry {
  const { artifact, diagnostics } = parseArtifact(file.path, file.bytes);
  const problem = UNUSABLE.test(file.path)
    ? 'its path holds a line break or another control character; give it another name'
    : file.problem;
  const all: Diagnostic[] =
    problem === undefined ? diagnostics : [{ severity: 'error', rule: 'unreadable', message: problem }];
  const { path, digest, bytes } = file;
  const { tasks: _, ...about } = artifact;
  const isRefused = all.some((one) => one.severity === 'error');
  const parts = isRefused ? undefined : readApprovedParts(artifact, bytes);
  const read = {
    artifact: about,
    diagnostics: all,
    ...(parts === undefined ? {} : { parts }),
    tasks: isRefused ? [] : deriveTasks(path, artifact),
  };
  // It is kept for as long as the file is there, and of most files nothing is ever done.
  return { path, digest, bytes, ...makeOwnCopy(read, [path, digest]) };
}

function refuseTwin(entry: CatalogueEntry, twin: string): CatalogueEntry {
  const clash: Diagnostic = {
    severity: 'error',
    rule: 'same-id',
    message: `its tasks would have the same ids as those of ${twin}; give it another name`,
  };
  return { ...entry, diagnostics: [...entry.diagnostics, clash], tasks: [] };
}

function byPath(left: ArtifactFile, right: ArtifactFile): number {
  return left.path < right.path ? -1 : left.path > right.path ? 1 : 0;
}
