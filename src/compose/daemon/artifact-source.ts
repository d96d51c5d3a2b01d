import { digestBytes } from '../../artifacts/digest.ts';
import type { Settings } from '../../config/settings.ts';
import type { ArtifactFile } from '../../daemon/ports.ts';
import { openArtifactFeed } from '../../watch/artifact-feed.ts';
import { STORE_FILES } from '../../state/issue-store.ts';
import { QUEUE_FILES, QUEUES_FOLDER } from '../../state/queue-store.ts';
import { type FeedFile, LARGEST_FILE_BYTES } from '../../watch/read-scanned.ts';
import { SETTINGS_FILE } from '../settings-source.ts';

/** The artifact files of a repository as they last settled. */
export interface ArtifactSource {
  latest(): ArtifactFile[];
  refresh(): Promise<void>;
  nudge(): void;
  /** Why it is not known which files there are, or undefined. */
  blindness(): string | undefined;
  /** Why changes are found by looking regularly, in place of events; undefined when they are not. */
  watchTrouble(): string | undefined;
  close(): Promise<void>;
}

/** Opens the source; `watch` also keeps it current by file events and tells of changes. */
export function openArtifactSource(options: {
  home: string;
  settings: () => Settings;
  watch: boolean;
  onChange: () => void;
  onProblem: (message: string) => void;
}): ArtifactSource {
  let files: ArtifactFile[] = [];
  const feed = openArtifactFeed({
    root: options.home,
    // These are watched as well: other settings, and issues that another program puts off or on, mean another look.
    patterns: () => [...artifactPatterns(options.settings()), SETTINGS_FILE, ...STORE_FILES, ...QUEUE_FILES],
    events: options.watch,
    ...(options.watch ? {} : { settleMs: 0 }),
    onChange(found) {
      files = toArtifactFiles(found);
      options.onChange();
    },
    onProblem: options.onProblem,
  });
  return {
    latest: () => files,
    async refresh() {
      files = toArtifactFiles(await feed.current());
    },
    nudge: () => feed.nudge(),
    blindness: () => feed.blindness(),
    watchTrouble: () => feed.trouble(),
    close: () => feed.close(),
  };
}

const isOther = (path: string): boolean =>
  path === SETTINGS_FILE || STORE_FILES.includes(path) || path.startsWith(`${QUEUES_FOLDER}/`);

function toArtifactFiles(found: readonly FeedFile[]): ArtifactFile[] {
  return found.filter(({ path }) => !isOther(path)).map(toArtifactFile);
}

/** Globs of everything that planex reads as a plan or solution. */
export function artifactPatterns({ artifacts }: Settings): string[] {
  return [...artifacts.plans, ...artifacts.solutions];
}

const NOTHING = { bytes: new Uint8Array(), digest: digestBytes('') };

/** What the daemon gets of a file: its bytes, or the problem that stands in for them. */
export function toArtifactFile(file: FeedFile): ArtifactFile {
  switch (file.kind) {
    case 'read':
      // The same object: there may be tens of thousands.
      return file;
    case 'too-large':
      return {
        path: file.path,
        ...NOTHING,
        problem: `it has ${file.size} bytes, and planex reads at most ${LARGEST_FILE_BYTES}`,
      };
    case 'unreadable':
      return { path: file.path, ...NOTHING, problem: `it cannot be read: ${file.message}` };
  }
}
