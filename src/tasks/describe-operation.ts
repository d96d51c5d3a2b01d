/** What is half done in Git, in words, and what ends it. */
export function describeOperation(operation: string): { message: string; action: string } {
  if (operation === 'unmerged') {
    return {
      message: 'a conflict is not resolved yet (git status lists the unmerged paths)',
      action: 'resolve it with git add or git rm, and the task goes on by itself',
    };
  }
  return {
    message: `a ${operation} is in progress`,
    action: 'finish or abort it, and the task goes on by itself',
  };
}
