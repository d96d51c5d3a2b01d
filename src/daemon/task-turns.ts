/** Does work on a task when its turn has come; how one ends is nothing to the next. */
export type InTurnOfTask = <T>(taskId: string, work: () => Promise<T>) => Promise<T>;

/**
 * Keeps apart what is said of one task, `cancel` with all that it ends and `retry`: the last to be answered holds. Words on
 * other tasks wait for nothing.
 */
export function createTaskTurns(): InTurnOfTask {
  const last = new Map<string, Promise<unknown>>();
  return (taskId, work) => {
    const done = (last.get(taskId) ?? Promise.resolve()).then(work);
    const settled = done
      .catch(() => undefined)
      .finally(() => {
        if (last.get(taskId) === settled) last.delete(taskId);
      });
    last.set(taskId, settled);
    return done;
  };
}
