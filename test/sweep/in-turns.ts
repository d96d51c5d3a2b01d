/** Does all of these, at most so many at the same time, and begins them in their order. Rejects as soon as one does. */
export async function inTurns(atOnce: number, tasks: Iterable<() => Promise<void>>): Promise<void> {
  const left = tasks[Symbol.iterator]();
  const work = async (): Promise<void> => {
    for (let next = left.next(); next.done !== true; next = left.next()) await next.value();
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}
