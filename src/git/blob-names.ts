import { createHash, type Hash } from 'node:crypto';
import { git, runGit } from './git.ts';

/** Bytes that stand, or may stand, at a path of a work tree. */
export interface PathBytes {
  path: string;
  bytes: Uint8Array;
}

const SHA256_DIGITS = 64;
/** Below this number one process for each is less work than asking about attributes first. */
const FEW = 3;
/** What makes git store other bytes than those of the file, beside the line ends. */
const CONVERTING = ['filter', 'ident', 'working-tree-encoding'];
const CARRIAGE_RETURN = 13;

/**
 * The name of the blob as which git would store these bytes at their path, relative to the top of a work tree; undefined
 * where git would not. Two git processes however many there are, and one more for each whose bytes git may convert. `run`
 * runs those that may ask filters.
 */
export async function nameBlobs(
  top: string,
  files: readonly PathBytes[],
  run: typeof runGit = runGit,
): Promise<(string | undefined)[]> {
  const plain = files.length < FEW ? undefined : await readPlainStorage(top, files).catch(() => undefined);
  return Promise.all(
    files.map(async (file) =>
      plain?.isPlain(file) === true ? plain.nameBlob(file.bytes) : hashByGit(top, file, run),
    ),
  );
}

/** True when these bytes, as they are, are those of the blob. */
export function isBlob(bytes: Uint8Array, oid: string): boolean {
  return nameAsIs(bytes, oid.length) === oid;
}

/** The name of the blob that holds these bytes as they are; `digits` is the length of the repository's object names. */
export function nameAsIs(bytes: Uint8Array, digits: number): string {
  return beginBlobName(bytes.length, digits).update(bytes).digest('hex');
}

/** Begins the name of a blob of `size` bytes, which are to be added as they are; for `digits` see `nameAsIs`. */
export function beginBlobName(size: number, digits: number): Hash {
  return createHash(digits === SHA256_DIGITS ? 'sha256' : 'sha1').update(`blob ${size}\0`);
}

async function hashByGit(
  top: string,
  { path, bytes }: PathBytes,
  run: typeof runGit,
): Promise<string | undefined> {
  const hashed = await run(top, ['hash-object', '--stdin', `--path=${path}`], {
    input: Buffer.from(bytes),
  });
  return hashed.code === 0 ? hashed.stdout.trim() : undefined;
}

interface PlainStorage {
  /** Whether git stores the bytes as they are. */
  isPlain(file: PathBytes): boolean;
  nameBlob(bytes: Uint8Array): string;
}

async function readPlainStorage(top: string, files: readonly PathBytes[]): Promise<PlainStorage> {
  const [format, attributes] = await Promise.all([
    git(top, ['rev-parse', '--show-object-format']),
    git(top, ['check-attr', '-z', '--stdin', ...CONVERTING], {
      input: files.map(({ path }) => `${path}\0`).join(''),
    }),
  ]);
  // Triples of path, attribute and value.
  const fields = attributes.split('\0');
  const answered = new Map<string, number>();
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const [path = '', , value = ''] = fields.slice(at, at + 3);
    const converts = value !== 'unspecified' && value !== 'unset';
    answered.set(path, (answered.get(path) ?? 0) + (converts ? Number.NaN : 1));
  }
  return {
    // Whatever the settings say of line ends, they take away carriage returns and nothing else.
    isPlain: ({ path, bytes }) =>
      answered.get(path) === CONVERTING.length && !bytes.includes(CARRIAGE_RETURN),
    nameBlob: (bytes) => createHash(format).update(`blob ${bytes.length}\0`).update(bytes).digest('hex'),
  };
}
