import { posix } from 'node:path';

/** What a path that an artifact names turned out to be. */
export type DeclaredPath =
  | { kind: 'path'; path: string }
  /** It leads somewhere a task may never write. */
  | { kind: 'forbidden'; message: string }
  /** It names no file: prose, a pattern, a placeholder. */
  | { kind: 'unclear'; message: string };

const MAX_LENGTH = 1_024;

/**
 * Reads one path as people write it: with a line suffix (`:10-20`, `#L3`), `./`, or backslashes. The result is relative
 * to the top of the repository with forward slashes; a folder keeps its slash at the end.
 */
export function readDeclaredPath(written: string): DeclaredPath {
  if (written.length > MAX_LENGTH) return { kind: 'unclear', message: 'this is too long for a path' };
  const bare = dropLineSuffix(written.trim());
  const path = /^[\w.-]+(\\[\w.-]+)+\\?$/.test(bare) ? bare.replaceAll('\\', '/') : bare;
  if (/^([/\\~]|[A-Za-z]:[/\\]|file:)/.test(path)) {
    return forbid(written, 'is not relative to the top of the repository');
  }
  if (path.split(/[/\\]/).includes('..') && /^\.\.(\/|$)/.test(posix.normalize(path.replaceAll('\\', '/')))) {
    return forbid(written, 'leads out of the repository');
  }
  const clean = posix.normalize(path);
  if (clean.split(/[/\\]/).some((part) => /^\.git[. ]*$/i.test(part))) {
    return forbid(written, "leads into Git's own folder");
  }
  if (!looksLikePath(path)) return { kind: 'unclear', message: `"${shorten(written)}" does not name a file` };
  return { kind: 'path', path: clean };
}

function dropLineSuffix(path: string): string {
  return path.replace(/(?::\d+(?:[-–:]\d+)?(?:,\s*\d+(?:[-–]\d+)?)*|#L\d+(?:-L?\d+)?)$/, '');
}

function looksLikePath(path: string): boolean {
  if (path === '' || path === '.' || path === './') return false;
  if (/[\p{Cc}*?<>|"'`]|[{},;]|\.{3}|:\/\/|^\$[A-Z_]/u.test(path)) return false;
  // A name with spaces must show by a slash or an extension that it is a name.
  return (
    !/\s/.test(path) || (/\.\w{1,8}$/.test(path) && !/\s[-–—(]/.test(path) && path.split(/\s+/).length <= 4)
  );
}

function forbid(written: string, why: string): DeclaredPath {
  return { kind: 'forbidden', message: `the path "${shorten(written)}" ${why}` };
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
