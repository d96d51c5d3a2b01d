import picomatch from 'picomatch';

/** A set of glob patterns over paths relative to the top of the repository, with forward slashes. */
export interface Globs {
  readonly patterns: readonly string[];
  /** True for a file that one of the patterns means. */
  matches(path: string): boolean;
  /** True for a folder (`''` is the top) in which, at any depth, a file could match. */
  mayHold(folder: string): boolean;
  /** True for a folder that a pattern names, and that all of its files are in. */
  beginsWith(folder: string): boolean;
}

/** Folders that only a pattern with their very name in it leads into. */
const CLOSED_FOLDERS = new Set(['node_modules', '.git']);

/** Prepares patterns for matching. Names that begin with a dot must be named with their dot. */
export function compileGlobs(patterns: readonly string[]): Globs {
  const steps = patterns.map((pattern) => splitPattern(pattern).map(compileStep));
  const isMatch = picomatch([...patterns]);
  const mayHold = (folder: string): boolean => {
    const names = folder === '' ? [] : folder.split('/');
    return steps.some((pattern) => leadsInto(pattern, names));
  };
  const parts = patterns.map(splitPattern);
  return {
    patterns,
    mayHold,
    beginsWith(folder) {
      const names = folder === '' ? [] : folder.split('/');
      return parts.some((own) => own.length > names.length && names.every((name, at) => own[at] === name));
    },
    matches: (path) =>
      patterns.length > 0 && isMatch(path) && mayHold(path.slice(0, Math.max(0, path.lastIndexOf('/')))),
  };
}

/** One part of a pattern between slashes: any number of folders, or one name. */
type Step = { kind: 'any-depth' } | { kind: 'name'; matches(name: string): boolean };

/** Splits at slashes; from a group that contains a slash on, any depth is possible. */
function splitPattern(pattern: string): string[] {
  const parts = pattern.replace(/^\.\//, '').split('/');
  const torn = parts.findIndex((part) => count(part, /[{(]/g) !== count(part, /[})]/g));
  return torn === -1 ? parts : [...parts.slice(0, torn), '**', '*'];
}

function count(text: string, what: RegExp): number {
  return text.match(what)?.length ?? 0;
}

function compileStep(part: string): Step {
  if (part === '**') return { kind: 'any-depth' };
  const isMatch = picomatch(part);
  return { kind: 'name', matches: (name) => name === part || (isMatch(name) && !CLOSED_FOLDERS.has(name)) };
}

/** Whether a file below the folder could still match. The last step of a pattern is the file's own name. */
function leadsInto(steps: readonly Step[], names: readonly string[]): boolean {
  const [step, ...later] = steps;
  const [name, ...deeper] = names;
  if (step === undefined) return false;
  if (name === undefined) return true;
  if (step.kind === 'name') return later.length > 0 && step.matches(name) && leadsInto(later, deeper);
  const mayEnter = !name.startsWith('.') && !CLOSED_FOLDERS.has(name);
  return (mayEnter && leadsInto(steps, deeper)) || leadsInto(later, names);
}
