import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { onTestFinished } from 'vitest';
import { type ArtifactFeed, type FeedOptions, openArtifactFeed } from '../../../src/watch/artifact-feed.ts';
import type { FeedFile } from '../../../src/watch/read-scanned.ts';
import { PATIENCE_MS } from '../../support/patience.ts';

export type Texts = Record<string, string>;

/** A feed whose words are kept, with ways to wait for them. */
export interface FeedRecorder {
  feed: ArtifactFeed;
  /** Each set of files that was handed over, as path to text. */
  handedOver: Texts[];
  problems: string[];
  /** Resolves when the last set handed over is this one. */
  untilTexts: (expected: Texts) => Promise<void>;
  /** Resolves when the condition holds, asked after everything the feed says. */
  until: (condition: () => boolean) => Promise<void>;
}

export function toTexts(files: readonly FeedFile[]): Texts {
  return Object.fromEntries(
    files.map((file) => [
      file.path,
      file.kind === 'read' ? Buffer.from(file.bytes).toString() : `<${file.kind}>`,
    ]),
  );
}

/** What is on disk under `root` at these paths. */
export function readTexts(root: string, paths: readonly string[]): Texts {
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

/** Opens a feed that closes with the test, having handed over what is there. */
export async function recordFeed(root: string, options: Partial<FeedOptions> = {}): Promise<FeedRecorder> {
  const handedOver: Texts[] = [];
  const problems: string[] = [];
  const listeners = new Set<() => void>();
  const said = (): void => {
    for (const listener of listeners) listener();
  };
  const feed = openArtifactFeed({
    root,
    patterns: () => ['docs/plans/*.md', 'docs/issues/*.json'],
    onChange: (files) => {
      handedOver.push(toTexts(files));
      said();
    },
    onProblem: (message) => {
      problems.push(message);
      said();
    },
    ...options,
  });
  onTestFinished(() => feed.close());
  handedOver.push(toTexts(await feed.current()));

  const until = (condition: () => boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        if (!condition()) return;
        clearTimeout(deadline);
        listeners.delete(check);
        resolve();
      };
      const deadline = setTimeout(() => {
        listeners.delete(check);
        reject(
          new Error(
            `not within ${PATIENCE_MS} ms; last: ${JSON.stringify(handedOver.at(-1))} ${problems.join(', ')}`,
          ),
        );
      }, PATIENCE_MS);
      listeners.add(check);
      check();
    });
  return {
    feed,
    handedOver,
    problems,
    until,
    untilTexts: (expected) => until(() => isDeepStrictEqual(handedOver.at(-1), expected)),
  };
}
