import { join } from 'node:path';
import type { Settings } from '../../config/settings.ts';
import type { MeasuringPort } from '../../daemon/measuring.ts';
import { scrubEnvironment } from '../../executors/environment.ts';
import { runProcess } from '../../executors/run-process.ts';
import { readBlob } from '../../git/branches.ts';
import { listPaths, readDiffSize, readParent } from '../../git/diff-size.ts';
import type { Repository } from '../../git/repository.ts';
import type { Change } from '../../tolerances/changed-file.ts';
import { findDependencyFile } from '../../tolerances/dependencies/dependency-file.ts';
import {
  type ChangedManifest,
  findNewDependencies,
} from '../../tolerances/dependencies/find-new-dependencies.ts';

/** In a repository with more of them, some that were there before may count as new. */
const MOST_MANIFESTS = 1_000;
const MOST_REMEMBERED = 1_000;

/** Measures work by Git. What a commit changes is remembered: it stays so. */
export function createMeasuringPort(repository: Repository, settings: () => Settings): MeasuringPort {
  const remembered = new Map<string, Change>();
  const measure = async (from: string, to: string): Promise<Change> => {
    const files = await readDiffSize(repository, from, to);
    const manifests = files.filter(({ path }) => findDependencyFile(path) !== undefined);
    const changed: ChangedManifest[] = [];
    for (const { path } of manifests) {
      changed.push({ path, before: await readText(from, path), after: await readText(to, path) });
    }
    if (findNewDependencies(changed).length === 0) return { files, newDependencies: [] };
    // What another manifest of the repository has named before is not new.
    const changedPaths = new Set(manifests.map(({ path }) => path));
    const others = (await listPaths(repository, from))
      .filter((path) => !changedPaths.has(path) && findDependencyFile(path)?.kind === 'manifest')
      .slice(0, MOST_MANIFESTS);
    for (const path of others) {
      const text = await readText(from, path);
      changed.push({ path, before: text, after: text });
    }
    return { files, newDependencies: findNewDependencies(changed) };
  };
  const readText = async (tree: string, path: string): Promise<string | undefined> => {
    const bytes = await readBlob(repository, tree, path);
    return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
  };

  return {
    measure,
    async measureCommit(commit) {
      const known = remembered.get(commit);
      if (known !== undefined) return known;
      const change = await measure(await readParent(repository, commit), commit);
      if (remembered.size >= MOST_REMEMBERED) remembered.clear();
      remembered.set(commit, change);
      return change;
    },
    async checkInterface({ runId, command, workspace, base, runFolder, signal }) {
      const { verify, limits } = settings();
      const { exit } = await runProcess({
        file: 'sh',
        args: ['-e', '-c', command],
        cwd: workspace.path,
        env: { ...scrubEnvironment(process.env), CI: '1', PLANEX_BASE: base },
        input: { kind: 'none' },
        outputFile: join(runFolder, 'interface.log'),
        marker: runId,
        wallClockMs: verify.timeoutMs,
        graceMs: limits.graceMs,
        signal,
      });
      const end = await exit;
      if (end.kind === 'stopped') return { kind: 'stopped' };
      if (end.kind === 'exited' && end.code === 0) return { kind: 'same' };
      const how =
        end.kind === 'exited' ? `ended with exit status ${end.code}` : `could not tell (${end.kind})`;
      return { kind: 'changed', how: `\`${command}\` ${how}` };
    },
  };
}
