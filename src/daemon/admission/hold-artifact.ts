import type { Standing } from '../../tasks/admission.ts';
import { describeOperation } from '../../tasks/describe-operation.ts';
import { quoteId } from '../../tasks/quote-id.ts';
import type { Reason } from '../../tasks/reason.ts';
import type { RepositoryFacts } from '../../tasks/repository-hold.ts';

/** What is known of bytes that count as somebody else's, beyond that nobody here has approved them. */
export type ForeignCause = 'merged' | 'unknown' | 'renamed' | undefined;

/**
 * Why an artifact that is not admitted may not run: it came from elsewhere, or it looks like the user's own and Git is
 * too busy to tell.
 */
export function holdArtifact(
  path: string,
  standing: Standing | undefined,
  facts: Pick<RepositoryFacts, 'operation' | 'commitInProgress'>,
  cause?: ForeignCause,
): Reason {
  if (standing === 'clean') {
    return {
      code: 'not-admitted',
      message: wordCause(path, cause),
      action: `planex trust ${quoteId(path)}`,
    };
  }
  const { operation } = facts;
  const unknown = `so it cannot be told yet whether you wrote ${path}`;
  if (operation === undefined && facts.commitInProgress) {
    return { code: 'commit-in-progress', message: `a commit is being made, ${unknown}` };
  }
  if (operation === undefined) {
    return {
      code: 'operation-in-progress',
      message: `Git is at work, ${unknown}`,
      action:
        'if that lasts and no git is running, remove the index.lock or HEAD.lock that a killed one left',
    };
  }
  const { message, action } = describeOperation(operation);
  return { code: 'operation-in-progress', message: `${message}, ${unknown}`, action };
}

function wordCause(path: string, cause: ForeignCause): string {
  switch (cause) {
    case 'merged':
      return `a change in ${path} is also in a commit from elsewhere, and may have been merged from it unseen`;
    case 'unknown':
      return `git does not say whether a change in ${path} was merged from elsewhere`;
    case 'renamed':
      return `these bytes were approved under another name, and it was not you who named them ${path}`;
    case undefined:
      return `nobody here has approved these bytes of ${path}`;
  }
}

/** Why the tasks of an artifact wait whose record was damaged: it may have said that they failed or were cancelled. */
export function holdDamaged(path: string, kept: string | undefined): Reason | undefined {
  if (kept === undefined) return undefined;
  return {
    code: 'not-admitted',
    message: `what planex remembered of ${path} was damaged and is kept at ${kept}`,
    action: `planex trust ${quoteId(path)} lets its tasks run as if nothing were remembered`,
  };
}
