/** A task id or path as it can be pasted into a shell. */
export function quoteId(id: string): string {
  return /^[\w./@%+=:,-][\w./#@%+=:,-]*$/.test(id) ? id : `'${id.replaceAll("'", `'\\''`)}'`;
}
