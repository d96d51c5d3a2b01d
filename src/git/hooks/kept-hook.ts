import {
  copyFileSync,
  linkSync,
  lstatSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs';
import { faultPoint } from '../../fault-point.ts';
import { areOneFile, readHookFile } from './hook-file.ts';
import { nameHookManager } from './hook-managers.ts';
import { readHookVersion } from './hook-text.ts';

/** Where managers move a hook that is in their way. */
const ASIDE = ['.legacy', '.old'];

/** The name under which the hook is kept that was there before planex's own, which runs it. */
export function nameKept(path: string): string {
  return `${path}.planex-kept`;
}

/**
 * Sees to it that a hook at `path` that planex has not made is also at its kept name. It stays where it is; whoever puts
 * another in its place does that in one step, so at no instant is there none.
 *
 *     kept   at path                      → kept
 *     none   theirs                       → theirs
 *     theirs the same                     → theirs
 *     theirs a newer one of its manager   → the newer one; the old one goes, as it would have without planex
 *     theirs that of another manager      → the new one; the old one goes where that manager has moved planex's, or aside
 */
export function keepForeignHook(path: string): void {
  // A link that leads nowhere is kept like any other.
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return;
  const text = readHookFile(path) ?? '';
  if (readHookVersion(text) !== undefined) return;
  const kept = nameKept(path);
  const before = readHookFile(kept);
  if (before !== undefined && before !== text && !isRenewal(before, text)) {
    renameSync(kept, findMovedAside(path)[0] ?? findFreeName(`${path}.before-planex`));
    faultPoint('kept-hook:set-aside');
  }
  removeMovedAside(path);
  if (!areOneFile(path, kept)) doubleFile(path, kept);
}

/** True when a hook is kept that was at `path`. */
export function isKept(path: string): boolean {
  return lstatSync(nameKept(path), { throwIfNoEntry: false }) !== undefined;
}

/** Gives a kept hook its name back, in place of planex's own. */
export function restoreKeptHook(path: string): void {
  // To rename a file to another name of itself does nothing.
  if (areOneFile(path, nameKept(path))) unlinkSync(nameKept(path));
  else renameSync(nameKept(path), path);
  faultPoint('kept-hook:restored');
}

/** Removes planex's own hook from where a manager has moved it; false when none has. */
export function removeMovedAside(path: string): boolean {
  const moved = findMovedAside(path);
  for (const own of moved) unlinkSync(own);
  faultPoint('kept-hook:own-removed');
  return moved.length > 0;
}

function findMovedAside(path: string): string[] {
  return ASIDE.map((ending) => path + ending).filter(isOwnFile);
}

function isOwnFile(path: string): boolean {
  return readHookVersion(readHookFile(path) ?? '') !== undefined;
}

function isRenewal(before: string, text: string): boolean {
  const manager = nameHookManager(text);
  return manager !== undefined && nameHookManager(before) === manager;
}

/** Gives a file, or a symbolic link, a second name; a copy where the system gives none. */
function doubleFile(from: string, to: string): void {
  const draft = `${to}-${process.pid}`;
  rmSync(draft, { force: true });
  try {
    linkSync(from, draft);
  } catch {
    // The copy below does as well.
  }
  if (!areOneFile(from, draft)) {
    rmSync(draft, { force: true });
    if (lstatSync(from).isSymbolicLink()) symlinkSync(readlinkSync(from), draft);
    else copyFileSync(from, draft);
  }
  renameSync(draft, to);
  faultPoint('kept-hook:kept');
}

function findFreeName(name: string, number = 1): string {
  const path = number === 1 ? name : `${name}-${number}`;
  return lstatSync(path, { throwIfNoEntry: false }) === undefined ? path : findFreeName(name, number + 1);
}
