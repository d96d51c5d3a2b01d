import type { Script } from '../../artifacts/artifact.ts';
import { OperatorError } from '../../errors.ts';
import type { Look } from '../look/look.ts';
import type { Ports } from '../ports.ts';

/** A file that a person has to admit before anything of it runs, and what would run then. */
export interface TrustView {
  path: string;
  /** `sha256:<hex>` of its bytes as they are now. */
  digest: string;
  /** How and since when (ISO 8601) these bytes are admitted; undefined while they wait for trust. */
  admitted?: { how: string; at?: string };
  /** What of the settings file it is about, such as `verify.command`. */
  keys?: string[];
  tasks: { id: string; title: string; backend: string; commands: string[]; verify: string[] }[];
}

/** What these files would let run; with no paths, all artifacts and the settings, each with how it stands. */
export async function inspectTrust(
  ports: Ports,
  { observation }: Look,
  paths: readonly string[],
): Promise<TrustView[]> {
  const settings = await ports.settingsFile();
  const known = new Set([...observation.entries.map(({ path }) => path), settings.path]);
  const unknown = paths.find((path) => !known.has(path));
  if (unknown !== undefined) {
    throw new OperatorError(`${unknown} is no plan or solution that planex watches`, {
      todo: 'planex status lists them',
    });
  }
  const isWanted = ({ path }: { path: string }): boolean => paths.length === 0 || paths.includes(path);
  const views: TrustView[] = [];
  if (isWanted(settings) && settings.keys.length > 0) {
    const { path, digest, keys, admitted } = settings;
    views.push({ path, digest, keys, tasks: [], ...(admitted ? { admitted: { how: 'admitted' } } : {}) });
  }
  for (const { path, digest } of observation.entries.filter(isWanted)) {
    const record = (await ports.records.listArtifacts([path]))[0];
    const old = record?.admitted.find((one) => one.digest === digest);
    const fresh = observation.newAdmissions.find((one) => one.path === path && one.digest === digest);
    const isHeld = record?.damaged !== undefined || record?.doubted === true;
    const admitted = isHeld ? undefined : (old ?? fresh);
    const tasks = observation.world.tasks.filter(({ task }) => task.artifactPath === path);
    views.push({
      path,
      digest,
      ...(admitted === undefined ? {} : { admitted: describeAdmission(admitted) }),
      tasks: tasks.map(({ task, backend }) => ({
        id: task.id,
        title: task.title,
        backend: backend.name,
        commands: listTexts(task.commands),
        verify: listTexts(task.verify),
      })),
    });
  }
  return views;
}

function describeAdmission(admission: { how: string; at?: string }): { how: string; at?: string } {
  const { how, at } = admission;
  return { how, ...(at === undefined ? {} : { at }) };
}

function listTexts(scripts: readonly Script[]): string[] {
  return scripts.map(({ text }) => text);
}
