/** More tasks than this in one artifact are a mistake or an attack. */
export const MAX_TASKS = 1_000;
