/** A value as an object with members, or one without any when it is something else. */
export function membersOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}

/** The objects in a list, or none when it is something else. */
export function listTables(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(membersOf) : [];
}

/** The texts in a list, or none when it is something else. */
export function listTexts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
