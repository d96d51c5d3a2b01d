/** The id of a task among all tasks of the repository: artifact path without its extension, `#`, key. */
export function taskId(artifactPath: string, key: string): string {
  return `${artifactPath.replace(/\.[^./]+$/, '')}#${key}`;
}

/** The key that the task has in its artifact. */
export function keyOfTask(id: string): string {
  return id.slice(id.lastIndexOf('#') + 1);
}

/** What the ids of all tasks of the artifact begin with. */
export function stemOfTask(id: string): string {
  return id.slice(0, id.lastIndexOf('#'));
}
