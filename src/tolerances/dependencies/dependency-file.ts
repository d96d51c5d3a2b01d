import { readCargoLock, readCargoToml } from './cargo.ts';
import { readPackageJson, readPackageLock, readPnpmLock, readYarnLock } from './npm.ts';
import {
  readComposer,
  readDotnetProject,
  readGemfile,
  readGoMod,
  readGoSum,
  readGradle,
  readPom,
  readVersionCatalogue,
} from './other-manifests.ts';
import { readPipfile, readPipfileLock, readPyproject, readPythonLock, readRequirements } from './python.ts';

/** A kind of file that says what a project depends on. */
export interface DependencyFile {
  ecosystem: 'npm' | 'python' | 'cargo' | 'go' | 'jvm' | 'ruby' | 'php' | 'dotnet';
  /** A lock file also names what dependencies depend on. */
  kind: 'manifest' | 'lock';
  /** Names in it; throws when the text is none of its kind. */
  read(text: string): string[];
}

type Row = [RegExp, DependencyFile['ecosystem'], DependencyFile['kind'], DependencyFile['read']];

const FILES: readonly Row[] = [
  [/^package\.json$/, 'npm', 'manifest', readPackageJson],
  [/^(?:package-lock|npm-shrinkwrap)\.json$/, 'npm', 'lock', readPackageLock],
  [/^pnpm-lock\.yaml$/, 'npm', 'lock', readPnpmLock],
  [/^yarn\.lock$/, 'npm', 'lock', readYarnLock],
  [
    /^(?:.*[-_.])?(?:requirements|constraints)(?:[-_.].*)?\.(?:txt|in)$/,
    'python',
    'manifest',
    readRequirements,
  ],
  [/^pyproject\.toml$/, 'python', 'manifest', readPyproject],
  [/^Pipfile$/, 'python', 'manifest', readPipfile],
  [/^Pipfile\.lock$/, 'python', 'lock', readPipfileLock],
  [/^(?:poetry|uv|pdm)\.lock$/, 'python', 'lock', readPythonLock],
  [/^Cargo\.toml$/, 'cargo', 'manifest', readCargoToml],
  [/^Cargo\.lock$/, 'cargo', 'lock', readCargoLock],
  [/^go\.mod$/, 'go', 'manifest', readGoMod],
  [/^go\.sum$/, 'go', 'lock', readGoSum],
  [/^pom\.xml$/, 'jvm', 'manifest', readPom],
  [/^build\.gradle(?:\.kts)?$/, 'jvm', 'manifest', readGradle],
  [/\.versions\.toml$/, 'jvm', 'manifest', readVersionCatalogue],
  [/^Gemfile$/, 'ruby', 'manifest', readGemfile],
  [/^composer\.json$/, 'php', 'manifest', readComposer],
  [/\.(?:cs|fs|vb)proj$|^Directory\.Packages\.props$/, 'dotnet', 'manifest', readDotnetProject],
];

/** Whether a path says what a project depends on, and how to read it. What was copied from elsewhere does not count. */
export function findDependencyFile(path: string): DependencyFile | undefined {
  if (/(?:^|\/)(?:node_modules|vendor|third_party)\//.test(path)) return undefined;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const row = FILES.find(([pattern]) => pattern.test(name));
  // `requirements/dev.txt`
  const listed = /(?:^|\/)requirements\/[^/]+\.(?:txt|in)$/.test(path);
  if (row === undefined) {
    return listed ? { ecosystem: 'python', kind: 'manifest', read: readRequirements } : undefined;
  }
  const [, ecosystem, kind, read] = row;
  return { ecosystem, kind, read };
}
