import { OperatorError } from '../errors.ts';

export type Format = 'text' | 'json' | 'sarif';

/** Reads `--format`; text without it. */
export function readFormat(value: string | boolean | undefined): Format {
  if (value === undefined || value === 'text') return 'text';
  if (value === 'json' || value === 'sarif') return value;
  throw new OperatorError(`there is no format "${value}"`, { todo: 'text, json or sarif' });
}
