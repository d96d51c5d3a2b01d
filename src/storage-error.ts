import { errorCode, errorMessage, OperatorError } from './errors.ts';

/** What the system says when a place cannot be written or read for reasons outside of planex, in words. */
const MEANINGS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'the permission is missing',
  EPERM: 'the permission is missing',
  EFBIG: 'the file would be larger than is allowed',
  EIO: 'the disk reports an error',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
};

/** The same as programs write it into their output; Node begins with the code. */
const WORDS =
  /No space left on device|Disk quota exceeded|Read-only file system|File too large|Input\/output error|\b(?:ENOSPC|EDQUOT|EROFS|EFBIG|EIO): /;

const NAMED = Symbol('named');

/** The error of reading a file, with its name: the system's own does not have it once the file is open. */
export function nameUnreadable(path: string, error: unknown): Error {
  return nameError(`planex cannot read ${path}`, error);
}

/** The same of writing a file; an error that is none of the disk's or of a permission stays as it is. */
export function nameUnwritable(path: string, error: unknown): unknown {
  return explainStorageError(error) === undefined ? error : nameError(`planex cannot write ${path}`, error);
}

function nameError(what: string, error: unknown): Error {
  const why = explainStorageError(error) ?? errorMessage(error);
  const code = errorCode(error);
  const named = new Error(`${what}: ${why}`, { cause: error });
  return Object.assign(named, { [NAMED]: true, ...(code === undefined ? {} : { code }) });
}

/** What a person can mend, as such: a mistake of the operator, or what the system refused. Undefined for a bug. */
export function asOperatorError(error: unknown): OperatorError | undefined {
  if (error instanceof OperatorError) return error;
  const trouble = explainStorageError(error);
  return trouble === undefined ? undefined : new OperatorError(trouble, { todo: 'mend that and try again' });
}

/** Why the system refused to read or write, or undefined when an error is of another kind. */
export function explainStorageError(error: unknown): string | undefined {
  if (error instanceof Error && NAMED in error) return error.message;
  const code = errorCode(error);
  const meaning = code === undefined ? undefined : MEANINGS[code];
  if (meaning !== undefined) return `${meaning} (${errorMessage(error)})`;
  return error instanceof Error ? findStorageWords(error.message) : undefined;
}

/** What the output of a program says of a disk that cannot be used, or undefined. */
export function findStorageWords(output: string): string | undefined {
  return output.split('\n').find((line) => WORDS.test(line));
}
