import type { BigIntStats } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path';
import type { Diagnostic } from '../artifacts/diagnostic.ts';
import { lintArtifact } from '../artifacts/lint.ts';
import { parseArtifact, parseSolutionLines } from '../artifacts/parse-artifact.ts';
import type { ParsedArtifact } from '../artifacts/artifact.ts';
import { BUILT_IN_EXECUTORS, type Settings } from '../config/settings.ts';
import { errorCode, OperatorError } from '../errors.ts';
import { openRepository } from '../git/repository.ts';
import { taskId } from '../tasks/derive.ts';
import { readScanned } from '../watch/read-scanned.ts';
import { compileGlobs } from '../watch/globs.ts';
import { type ScannedFile, scanFiles } from '../watch/scan.ts';
import { signFile } from '../watch/signature.ts';
import { artifactPatterns, toArtifactFile } from './artifact-source.ts';
import { openSettings } from './settings-source.ts';

/** What lint found in one artifact. */
export interface LintReport {
  /** As seen from the current folder. */
  path: string;
  kind: 'plan' | 'solution';
  tasks: { id: string; title: string; line: number }[];
  diagnostics: Diagnostic[];
}

const ANY_ARTIFACT = ['**/*.md', '**/*.json', '**/*.jsonl'];

/** Paths are shown relative to `here`, and ids made relative to `top`; both are absolute. */
interface Surroundings {
  here: string;
  top: string;
  /** Names of the executors that tasks may ask for. */
  backends: readonly string[];
}

/** Lints the files at these paths, every artifact below the folders among them, or all artifacts when there are none. */
export async function readForLint(cwd: string, paths: readonly string[]): Promise<LintReport[]> {
  const here = await realpath(cwd);
  if (paths.length === 0) {
    const { home } = await openRepository(cwd);
    const settings = await readLatestSettings(home);
    return lintBelow(home, artifactPatterns(settings), { here, top: home, backends: listBackends(settings) });
  }
  // Files that somebody names are linted anywhere, also outside of a repository.
  const top = await findTop(here);
  const around = { here, top, backends: listBackends(await readLatestSettings(top)) };
  const reports: LintReport[] = [];
  for (const path of paths) {
    const place = resolve(here, path);
    const stats = await look(place, path);
    if (stats.isDirectory()) reports.push(...(await lintBelow(place, ANY_ARTIFACT, around)));
    else if (stats.isFile()) {
      const file = { path: basename(place), signature: signFile(stats) };
      reports.push(...(await lintFile(dirname(place), file, around)));
    } else throw new OperatorError(`${path} is neither a file nor a folder`);
  }
  return reports;
}

async function readLatestSettings(home: string): Promise<Settings> {
  const settings = openSettings(home, { rejected: () => undefined, applied: () => undefined });
  await settings.read();
  return settings.latest();
}

function listBackends({ executors }: Settings): string[] {
  return [...BUILT_IN_EXECUTORS, ...Object.keys(executors)];
}

async function findTop(here: string): Promise<string> {
  try {
    return (await openRepository(here)).home;
  } catch (error) {
    if (error instanceof OperatorError) return here;
    throw error;
  }
}

async function lintBelow(root: string, patterns: string[], around: Surroundings): Promise<LintReport[]> {
  const { files } = await scanFiles(root, compileGlobs(patterns));
  const reports: LintReport[] = [];
  for (const file of files) reports.push(...(await lintFile(root, file, around)));
  return reports;
}

async function lintFile(
  root: string,
  file: ScannedFile,
  { here, top, backends }: Surroundings,
): Promise<LintReport[]> {
  const found = readScanned(root, file);
  if (found === undefined) return [];
  const place = join(root, file.path);
  const shown = relative(here, place);
  const { bytes, problem } = toArtifactFile(found);
  if (problem !== undefined) return [describeUnreadable(shown, problem)];
  const inside = relative(top, place);
  const path = (inside.startsWith('..') ? shown : inside).split(sep).join('/');
  const parsed = extname(path) === '.jsonl' ? parseSolutionLines(path, bytes) : [parseArtifact(path, bytes)];
  return parsed.map((one) => toReport(shown, path, one, backends));
}

function toReport(
  shown: string,
  path: string,
  parsed: ParsedArtifact,
  backends: readonly string[],
): LintReport {
  return {
    path: shown,
    kind: parsed.artifact.kind,
    tasks: parsed.artifact.tasks.map(({ key, title, line }) => ({ id: taskId(path, key), title, line })),
    diagnostics: lintArtifact(parsed, backends),
  };
}

function describeUnreadable(path: string, message: string): LintReport {
  const kind = extname(path) === '.md' ? 'plan' : 'solution';
  return { path, kind, tasks: [], diagnostics: [{ severity: 'error', rule: 'unreadable', message }] };
}

async function look(place: string, shown: string): Promise<BigIntStats> {
  try {
    return await stat(place, { bigint: true });
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) throw error;
    throw new OperatorError(`there is no file or folder ${shown}`, {
      todo: 'planex lint without paths checks all',
    });
  }
}
