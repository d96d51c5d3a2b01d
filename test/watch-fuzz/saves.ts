import {
  appendFileSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** One thing that happens to the files at one instant. */
export type Instant = () => void;

/** What a way of saving gets: the file, its new text, and a mark that no other save has. */
export interface Save {
  path: string;
  text: string;
  mark: string;
}

function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  // Where a link is, the link is replaced and not what it leads to.
  rmSync(path, { force: true });
  writeFileSync(path, text);
  stamp(path);
}

let stamps = 0;

/** Gives each write a time of its own: here hours pass within one tick of the file system's clock. */
function stamp(path: string): void {
  stamps += 1;
  utimesSync(path, stamps, stamps);
}

function moveIfThere(from: string, to: string): void {
  if (existsSync(from)) renameSync(from, to);
}

/** Saves slowly enough that what is half written can be seen. */
function writeInPieces({ path, text }: Save): Instant[] {
  const cuts = [0, 0.3, 0.6, 1].map((part) => Math.floor(text.length * part));
  const pieces = cuts.slice(1).map((cut, index) => text.slice(cuts[index], cut));
  return [() => put(path, ''), ...pieces.map((piece) => () => appendIfThere(path, piece))];
}

function appendIfThere(path: string, piece: string): void {
  if (!existsSync(path)) return;
  appendFileSync(path, piece);
  stamp(path);
}

/** Ways in which programs and people save, each as the instants that it consists of. */
export const SAVES: Record<string, (save: Save) => Instant[]> = {
  'truncate and write in pieces': writeInPieces,
  'write beside, rename over': ({ path, text, mark }) => [
    () => put(`${path}.${mark}.tmp`, text.slice(0, 20)),
    () => put(`${path}.${mark}.tmp`, text),
    () => moveIfThere(`${path}.${mark}.tmp`, path),
  ],
  'swap file, backup, write anew': (save) => {
    const swap = join(dirname(save.path), `.${basename(save.path)}.swp`);
    return [
      () => put(swap, save.text),
      () => moveIfThere(save.path, `${save.path}~`),
      ...writeInPieces(save),
      () => rmSync(`${save.path}~`, { force: true }),
      () => rmSync(swap, { force: true }),
    ];
  },
  'lock link, auto-save, backup': ({ path, text }) => {
    const lock = join(dirname(path), `.#${basename(path)}`);
    const auto = join(dirname(path), `#${basename(path)}#`);
    return [
      () => {
        mkdirSync(dirname(path), { recursive: true });
        rmSync(lock, { force: true });
        symlinkSync('ada@example.test.1234:5678', lock);
      },
      () => put(auto, text.slice(0, 30)),
      () => moveIfThere(path, `${path}~`),
      () => put(path, text),
      () => rmSync(auto, { force: true }),
      () => rmSync(lock, { force: true }),
    ];
  },
  'delete and create again': ({ path, text }) => [() => rmSync(path, { force: true }), () => put(path, text)],
  'a link that is swapped': ({ path, text, mark }) => {
    const target = join(dirname(path), `../targets/${mark}-${basename(path)}`);
    return [
      () => put(target, text),
      () => {
        mkdirSync(dirname(path), { recursive: true });
        symlinkSync(`../targets/${mark}-${basename(path)}`, `${path}.${mark}`);
      },
      () => moveIfThere(`${path}.${mark}`, path),
    ];
  },
};

/** What happens to a file, or to its folder, without a new text. */
export const DISTURBANCES: Record<string, (path: string, read: () => string | undefined) => Instant[]> = {
  'the same bytes again': (path, read) => [
    () => {
      const text = read();
      if (text !== undefined) put(path, text);
    },
  ],
  touch: (path) => [() => (existsSync(path) ? stamp(path) : undefined)],
  delete: (path) => [() => (existsSync(path) ? unlinkSync(path) : undefined)],
  'the folder renamed and back': (path) => [
    () => moveIfThere(dirname(path), `${dirname(path)}-away`),
    () => {
      if (!existsSync(dirname(path))) moveIfThere(`${dirname(path)}-away`, dirname(path));
    },
  ],
  'the folder removed and made again': (path, read) => {
    let text: string | undefined;
    return [
      () => {
        text = read();
        rmSync(dirname(path), { recursive: true, force: true });
      },
      () => mkdirSync(dirname(path), { recursive: true }),
      () => (text === undefined ? undefined : put(path, text)),
    ];
  },
};
