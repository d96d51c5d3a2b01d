/** What there is to do in a scene. */
export interface Work {
  /** Files that are committed before anything else: the work of the tasks, the tracked plan and the settings. */
  committedFiles: Record<string, string>;
  /** Artifacts that the user leaves uncommitted. */
  uncommittedArtifacts: Record<string, string>;
  /** The paths that the commit of each task may hold. */
  pathsOfTasks: Record<string, readonly string[]>;
  /** Labels of the artifacts, each reported done once. */
  labels: readonly string[];
  /** Programs that come first on the PATH. */
  programs: Record<string, string>;
  /** A draft whose refinement is committed once. */
  refinedPlan?: string;
}

/** A plan that is tracked and trusted; its boxes are ticked by the landed commits. */
const tracked = `# Tracked

### Task 1: Add a line

**Backend:** shell
**Files:**
- Modify: \`lines.txt\`

**Commands:**
- \`echo another >> lines.txt\`

**Verify:**
- \`grep -c another lines.txt | grep -x 1\`

- [ ] the line is there

### Task 2: Make and remove

**Backend:** scribe
**Depends on:** 1
**Files:**
- Create: \`sub/made.txt\`
- Delete: \`old.txt\`

**Verify:**
- \`test -e sub/made.txt\`

- [ ] one file for another
`;

/** A plan that the user has not committed; its boxes are ticked in the work tree. */
const untracked = `# Untracked

### Task 1: Write another file

**Backend:** shell
**Files:**
- Create: \`other.txt\`

**Commands:**
- \`echo other > other.txt\`

- [ ] the file is there
`;

const solution = {
  issue_id: 'ISS-7',
  solution: {
    tasks: [
      {
        id: 'T1',
        title: 'Say it louder',
        files: [{ path: 'notes.md', action: 'modify' }],
        backend: 'shell',
        commands: ["printf '%s\\n' LOUD > notes.md"],
        convergence: { criteria: ['it is loud'], verification: ['grep -x LOUD notes.md'] },
      },
    ],
  },
};

export const TRACKED_PLAN = 'docs/plans/2026-11-20-tracked.md';

/** Tasks of all kinds of artifacts; nothing judges them but their own checks. */
export const plainWork: Work = {
  committedFiles: {
    'lines.txt': 'one\ntwo\n',
    'notes.md': 'quiet\n',
    'old.txt': 'old\n',
    [TRACKED_PLAN]: tracked,
    '.planexrc': JSON.stringify({
      executors: {
        scribe: {
          command: ['sh', '-c', 'cat > /dev/null; mkdir -p sub; echo made > sub/made.txt; rm old.txt'],
          prompt: 'stdin',
        },
      },
    }),
  },
  uncommittedArtifacts: {
    'docs/plans/2026-11-20-untracked.md': untracked,
    'docs/issues/ISS-7.json': JSON.stringify(solution),
  },
  pathsOfTasks: {
    'docs/plans/2026-11-20-tracked#1': ['lines.txt', TRACKED_PLAN],
    'docs/plans/2026-11-20-tracked#2': ['old.txt', 'sub/made.txt', TRACKED_PLAN],
    'docs/plans/2026-11-20-untracked#1': ['other.txt'],
    'docs/issues/ISS-7#T1': ['notes.md'],
  },
  labels: ['tracked', 'untracked', 'ISS-7'],
  programs: {},
};
