/** "(2025-10-01 13:00Z)" says when an item was done. */
const STAMP = /^\W*\d{4}-\d\d-\d\d[^)]{0,20}\)/;

/** Whether an item of the Progress begins with the name of a task, `Task 2: …`, and speaks of it as a whole. */
export function namesTask(item: string, key: string): boolean {
  const words = `(?:task|iteration)\\s+#?0*${key.replaceAll('.', '\\.')}`;
  return (
    new RegExp(`^\\W*${words}(?![\\w.]*\\w)`, 'i').test(item.replace(STAMP, '')) &&
    !/\(remaining:/i.test(item)
  );
}

/** Whether an item is what remains of one that was done in part. */
export function isRemainder(item: string): boolean {
  return /\(remaining:/i.test(item);
}
