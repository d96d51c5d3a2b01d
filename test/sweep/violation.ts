/** A rule that was broken, and by what. */
export interface Violation {
  rule: /** A commit has a path that is not of its run. */
    | 'foreign-path'
    /** A commit that is neither the user's nor of one task. */
    | 'foreign-commit'
    | 'not-landed'
    | 'landed-twice'
    /** The user's plain commit takes back, or takes along, what is planex's. */
    | 'revert-or-sweep'
    /** Something of the user's is gone. */
    | 'lost'
    /** The user's commit failed for another reason than a lock that can be removed. */
    | 'commit-refused'
    /** A lock of git or of planex is left. */
    | 'lock-left'
    /** A process is left. */
    | 'process-left'
    /** Something that should have gone with the landing, the run or the process. */
    | 'debris'
    | 'fsck'
    /** An artifact is reported done more than once, or never. */
    | 'reported-wrongly'
    /** The end is not that of an undisturbed run. */
    | 'end-state'
    /** Nothing comes of it. */
    | 'stuck';
  detail: string;
}
