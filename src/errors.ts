/**
 * A mistake that the person at the keyboard can mend. Thrown once, caught in `cli.ts`, printed as what happened,
 * where, and what to do next.
 */
export class OperatorError extends Error {
  override readonly name = 'OperatorError';
  readonly where: string | undefined;
  readonly todo: string | undefined;
  /** Of the command that it ends, where it is no mistake of usage or configuration. */
  readonly exitCode: number | undefined;

  constructor(what: string, detail: { where?: string; todo?: string; exitCode?: number } = {}) {
    super(what);
    this.where = detail.where;
    this.todo = detail.todo;
    this.exitCode = detail.exitCode;
  }
}

/** The `code` of a Node system error (`ENOENT`, `EEXIST`, …), or undefined for anything else. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** What an unknown thrown value has to say, on one line. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
