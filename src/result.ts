/** A value, or an expected failure that says why there is none. Failures are data; thrown errors are operator mistakes or bugs. */
export type Result<T, F> = { ok: true; value: T } | { ok: false; failure: F };

export function succeed<T>(value: T): { ok: true; value: T } {
  return { ok: true, value };
}

export function fail<F>(failure: F): { ok: false; failure: F } {
  return { ok: false, failure };
}
