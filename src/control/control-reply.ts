/** Why a request failed. */
export interface ControlError {
  message: string;
  /** Set for an `OperatorError`, which the client throws again as one. */
  operator?: { where?: string; todo?: string };
}

/** What comes back over the socket. A route that returns nothing has no `value`. */
export interface ControlReply {
  value?: unknown;
  error?: ControlError;
}

// Written out by hand: each command that asks the daemon would wait for the schema library to load.
/** Reads an answer; undefined when it has another shape. */
export function readReply(text: string): ControlReply | undefined {
  const reply = asRecord(parseJson(text));
  if (reply === undefined) return undefined;
  if (reply['error'] === undefined) return { value: reply['value'] };
  const error = asRecord(reply['error']);
  const message = error?.['message'];
  if (typeof message !== 'string') return undefined;
  const operator = asRecord(error?.['operator']);
  return { error: operator === undefined ? { message } : { message, operator: readOperator(operator) } };
}

function readOperator({ where, todo }: Record<string, unknown>): NonNullable<ControlError['operator']> {
  return {
    ...(typeof where === 'string' ? { where } : {}),
    ...(typeof todo === 'string' ? { todo } : {}),
  };
}

function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? { ...value } : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
