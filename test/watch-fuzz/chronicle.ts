import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArtifact } from '../../src/artifacts/parse-artifact.ts';
import { deriveTasks } from '../../src/tasks/derive.ts';

/** What stood where, and for how long: the history that dispatches are judged by. */
export interface Chronicle {
  /** Looks at the files; to be called before and after everything that happens to them. */
  note(nowMs: number): void;
  read(): {
    /** Each text and the longest time that it stood at a path without a break, in milliseconds. */
    texts: { path: string; text: string; ms: number }[];
    /** The longest time of each task's digest, in whatever text; a moment without the file is no break. */
    digests: ReadonlyMap<string, number>;
  };
}

interface Standing {
  text: string | undefined;
  sinceMs: number;
  /** Since when the digests of the last text have been there. */
  digests: Map<string, number>;
}

/** Starts a chronicle of some paths below a folder. */
export function makeChronicle(root: string, paths: readonly string[]): Chronicle {
  const texts = new Map<string, { path: string; text: string; ms: number }>();
  const digests = new Map<string, number>();
  const standings = new Map<string, Standing>();

  const notePath = (path: string, nowMs: number): void => {
    const text = readOrNothing(join(root, path));
    const before = standings.get(path) ?? {
      text: undefined,
      sinceMs: nowMs,
      digests: new Map<string, number>(),
    };
    if (before.text !== undefined) {
      const key = `${path}\0${before.text}`;
      const ms = Math.max(texts.get(key)?.ms ?? 0, nowMs - before.sinceMs);
      texts.set(key, { path, text: before.text, ms });
      for (const [digest, sinceMs] of before.digests) {
        digests.set(digest, Math.max(digests.get(digest) ?? 0, nowMs - sinceMs));
      }
    }
    if (text === before.text && standings.has(path)) return;
    const present =
      text === undefined
        ? before.digests
        : new Map(digestsOf(path, text).map((digest) => [digest, before.digests.get(digest) ?? nowMs]));
    standings.set(path, { text, sinceMs: nowMs, digests: present });
  };
  return {
    note(nowMs) {
      for (const path of paths) notePath(path, nowMs);
    },
    read: () => ({ texts: [...texts.values()], digests }),
  };
}

/** Digests of the tasks that a text states. */
export function digestsOf(path: string, text: string): string[] {
  return deriveTasks(path, parseArtifact(path, Buffer.from(text)).artifact).map(({ digest }) => digest);
}

export function readOrNothing(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
