import type { BigIntStats } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path';
import type { Diagnostic } from '../../artifacts/diagnostic.ts';
import { lintArtifact } from '../../artifacts/lint.ts';
import { parseArtifact, parseSolutionLines } from '../../artifacts/parse-artifact.ts';
import { decodeText } from '../../artifacts/decode-text.ts';
import type { ParsedArtifact } from '../../artifacts/artifact.ts';
import { BUILT_IN_EXECUTORS, type Settings } from '../../config/settings.ts';
import { errorCode, OperatorError } from '../../errors.ts';
import { type ExecPlanReport, lintExecPlan } from '../../execplan/lint-execplan.ts';
import { adviseOnLongTasks } from '../../execplan/long-tasks.ts';
import { ensureRecords } from '../../git/records-folder.ts';
import { openRepository, type Repository } from '../../git/repository.ts';
import { taskId } from '../../tasks/task-id.ts';
import { markUnmeasured, type ShownTolerance } from '../../tolerances/mark-unmeasured.ts';
import { readScanned } from '../../watch/read-scanned.ts';
import { compileGlobs } from '../../watch/globs.ts';
import { type ScannedFile, scanFiles } from '../../watch/scan.ts';
import { signFile } from '../../watch/signature.ts';
import { artifactPatterns, toArtifactFile } from '../daemon/artifact-source.ts';
import { type FixContext, fixPlan } from './fix-plan.ts';
import { createRouter } from '../calls/router.ts';
import { openSettings } from '../settings-source.ts';

/** What lint found in one artifact. */
export interface LintReport {
  /** As seen from the current folder. */
  path: string;
  /** As seen from the top of the repository; like `path` for a file outside of one. */
  fromTop: string;
  kind: 'plan' | 'solution';
  tasks: { id: string; title: string; line: number }[];
  diagnostics: Diagnostic[];
  /** How the tolerances and constraints of a plan were understood. */
  execPlan?: Omit<ExecPlanReport, 'diagnostics' | 'tolerances'> & { tolerances: ShownTolerance[] };
  /** What was added on request. */
  fixed: string[];
}

const ANY_ARTIFACT = ['**/*.md', '**/*.json', '**/*.jsonl'];

/** Paths are shown relative to `here`, and ids made relative to `top`; both are absolute. */
interface Surroundings {
  here: string;
  top: string;
  /** Names of the executors that tasks may ask for. */
  backends: readonly string[];
  /** How a change of the public interface is found. */
  interface: Settings['tolerances']['interface'];
  /** What is needed to add to plans; undefined when nobody asks for that. */
  fix: FixContext | undefined;
}

/** Lints the files at these paths, every artifact below the folders among them, or all artifacts when there are none. */
export async function readForLint(
  cwd: string,
  paths: readonly string[],
  fix: boolean,
): Promise<LintReport[]> {
  const here = await realpath(cwd);
  if (paths.length === 0) {
    const repository = await openRepository(cwd);
    const settings = await readLatestSettings(repository.home);
    return lintBelow(repository.home, artifactPatterns(settings), await surround(here, repository, fix));
  }
  // Files that somebody names are linted anywhere, also outside of a repository.
  const around = await surround(here, await findRepository(here), fix);
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

async function surround(
  here: string,
  repository: Repository | undefined,
  fix: boolean,
): Promise<Surroundings> {
  const top = repository?.home ?? here;
  const settings = await readLatestSettings(top);
  const context = {
    router: createRouter(() => settings, process.env),
    drafts: repository === undefined ? undefined : await ensureRecords(repository),
  };
  return {
    here,
    top,
    interface: settings.tolerances.interface,
    backends: listBackends(settings),
    fix: fix ? context : undefined,
  };
}

async function readLatestSettings(home: string): Promise<Settings> {
  const settings = openSettings(home, { rejected: () => undefined, applied: () => undefined });
  await settings.read();
  return settings.latest();
}

function listBackends({ executors }: Settings): string[] {
  return [...BUILT_IN_EXECUTORS, ...Object.keys(executors)];
}

async function findRepository(here: string): Promise<Repository | undefined> {
  try {
    return await openRepository(here);
  } catch (error) {
    if (error instanceof OperatorError) return undefined;
    throw error;
  }
}

async function lintBelow(root: string, patterns: string[], around: Surroundings): Promise<LintReport[]> {
  const { files } = await scanFiles(root, compileGlobs(patterns));
  const reports: LintReport[] = [];
  for (const file of files) reports.push(...(await lintFile(root, file, around)));
  return reports;
}

async function lintFile(root: string, file: ScannedFile, around: Surroundings): Promise<LintReport[]> {
  const { here, top, fix } = around;
  const place = join(root, file.path);
  const shown = relative(here, place);
  const inside = relative(top, place);
  const path = (inside.startsWith('..') ? shown : inside).split(sep).join('/');
  const isPlan = extname(path) === '.md';
  if (isPlan && fix?.drafts !== undefined) await requireInside(top, place, shown);
  const fixed = isPlan && fix !== undefined ? await fixPlan(place, path, fix) : [];
  const now =
    fixed.length === 0 ? file : { ...file, signature: signFile(await stat(place, { bigint: true })) };
  const found = readScanned(root, now);
  if (found === undefined) return [];
  const { bytes, problem } = toArtifactFile(found);
  if (problem !== undefined) return [describeUnreadable(shown, path, problem)];
  if (!isPlan) {
    const parsed =
      extname(path) === '.jsonl' ? parseSolutionLines(path, bytes) : [parseArtifact(path, bytes)];
    return parsed.map((one) => toReport(shown, path, one, around));
  }
  const report = toReport(shown, path, parseArtifact(path, bytes), around);
  const text = decodeText(bytes);
  if (!text.ok) return [report];
  const { diagnostics, ...execPlan } = lintExecPlan(text.value);
  const tolerances = markUnmeasured(execPlan.tolerances, around.interface);
  return [
    {
      ...report,
      diagnostics: [...report.diagnostics, ...diagnostics],
      execPlan: { ...execPlan, tolerances },
      fixed,
    },
  ];
}

function toReport(shown: string, path: string, parsed: ParsedArtifact, around: Surroundings): LintReport {
  const { artifact } = parsed;
  return {
    path: shown,
    fromTop: path,
    kind: artifact.kind,
    tasks: artifact.tasks.map(({ key, title, line }) => ({ id: taskId(path, key), title, line })),
    diagnostics: [...lintArtifact(parsed, around.backends), ...adviseOnLongTasks(artifact.tasks)],
    fixed: [],
  };
}

function describeUnreadable(shown: string, path: string, message: string): LintReport {
  const kind = extname(path) === '.md' ? 'plan' : 'solution';
  return {
    path: shown,
    fromTop: path,
    kind,
    tasks: [],
    fixed: [],
    diagnostics: [{ severity: 'error', rule: 'unreadable', message }],
  };
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

/** A link in a repository from elsewhere may not make planex write outside of it. */
async function requireInside(top: string, place: string, shown: string): Promise<void> {
  const named = relative(top, place);
  const led = relative(await realpath(top), await realpath(place));
  if (isBelow(led) || !isBelow(named)) return;
  throw new OperatorError(`${shown} leads out of this repository`, {
    where: place,
    todo: 'lint the file that it leads to',
  });
}

function isBelow(path: string): boolean {
  return path !== '..' && !path.startsWith(`..${sep}`);
}
