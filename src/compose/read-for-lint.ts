import { readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Diagnostic } from '../artifacts/diagnostic.ts';
import { lintArtifact } from '../artifacts/lint.ts';
import { parseArtifact, parseSolutionLines } from '../artifacts/parse-artifact.ts';
import type { ParsedArtifact } from '../artifacts/artifact.ts';
import { errorCode, OperatorError } from '../errors.ts';
import { taskId } from '../tasks/derive.ts';
import { readScanned } from '../watch/read-scanned.ts';
import { compileGlobs } from '../watch/globs.ts';
import { scanFiles } from '../watch/scan.ts';
import { artifactPatterns, toArtifactFile } from './artifact-source.ts';
import { openPlanex } from './open-planex.ts';
import { openSettings } from './settings-source.ts';

/** What lint found in one artifact. */
export interface LintReport {
  path: string;
  kind: 'plan' | 'solution';
  tasks: { id: string; title: string; line: number }[];
  diagnostics: Diagnostic[];
}

/** Lints the files at these paths, every artifact below the folders among them, or all artifacts when there are none. */
export async function readForLint(cwd: string, paths: readonly string[]): Promise<LintReport[]> {
  if (paths.length === 0) return lintFolder(...(await findArtifacts(cwd)));
  const reports: LintReport[] = [];
  for (const path of paths) {
    const place = join(cwd, path);
    if (await isFolder(place, path)) {
      reports.push(...(await lintFolder(place, ['**/*.md', '**/*.json', '**/*.jsonl'], path)));
    } else reports.push(...lintBytes(path, await readFile(place)));
  }
  return reports;
}

async function findArtifacts(cwd: string): Promise<[string, string[]]> {
  const { repository } = await openPlanex(cwd);
  const settings = openSettings(repository.home, { rejected: () => undefined, applied: () => undefined });
  await settings.read();
  return [repository.home, artifactPatterns(settings.latest())];
}

async function lintFolder(root: string, patterns: string[], shownAs = ''): Promise<LintReport[]> {
  const { files } = await scanFiles(root, compileGlobs(patterns));
  const reports: LintReport[] = [];
  for (const file of files) {
    const found = await readScanned(root, file);
    if (found === undefined) continue;
    const { path, bytes, problem } = toArtifactFile(found);
    const shown = shownAs === '' ? path : join(shownAs, path);
    if (problem === undefined) reports.push(...lintBytes(shown, bytes));
    else reports.push(describeUnreadable(shown, problem));
  }
  return reports;
}

function lintBytes(path: string, bytes: Uint8Array): LintReport[] {
  if (extname(path) !== '.jsonl') return [toReport(path, parseArtifact(path, bytes))];
  return parseSolutionLines(path, bytes).map((parsed) => toReport(path, parsed));
}

function toReport(path: string, parsed: ParsedArtifact): LintReport {
  return {
    path,
    kind: parsed.artifact.kind,
    tasks: parsed.artifact.tasks.map(({ key, title, line }) => ({ id: taskId(path, key), title, line })),
    diagnostics: lintArtifact(parsed),
  };
}

function describeUnreadable(path: string, message: string): LintReport {
  const kind = extname(path) === '.md' ? 'plan' : 'solution';
  return { path, kind, tasks: [], diagnostics: [{ severity: 'error', rule: 'unreadable', message }] };
}

async function isFolder(place: string, shown: string): Promise<boolean> {
  try {
    return (await stat(place)).isDirectory();
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    throw new OperatorError(`there is no file or folder ${shown}`);
  }
}
