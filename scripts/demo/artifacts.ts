/** A file that the demonstration puts into its repository. */
export interface DemoFile {
  path: string;
  text: string;
}

/** A plan of three tasks: the first two may run side by side, the third needs both. */
export const plan: DemoFile = {
  path: 'docs/plans/2026-11-20-greetings.md',
  text: `# Greetings

### Task 1: Say hello

**Objective:** A program that greets whoever is named.

**Files:**
- Create: \`hello.sh\`

**Backend:** shell

**Depends on:** none

**Commands:**

\`\`\`sh
cat > hello.sh <<'END'
echo "hello, $1"
END
\`\`\`

**Verify:**
- \`sh hello.sh Ada | grep -x 'hello, Ada'\`

- [ ] hello.sh says hello

### Task 2: Say goodbye

**Objective:** A program that takes its leave.

**Files:**
- Create: \`goodbye.sh\`

**Backend:** shell

**Depends on:** none

**Commands:**

\`\`\`sh
cat > goodbye.sh <<'END'
echo "goodbye, $1"
END
\`\`\`

**Verify:**
- \`sh goodbye.sh Ada | grep -x 'goodbye, Ada'\`

- [ ] goodbye.sh says goodbye

### Task 3: Check both

**Objective:** One command that tells whether both programs work.

**Files:**
- Create: \`check.sh\`

**Backend:** shell

**Depends on:** 1, 2

**Commands:**

\`\`\`sh
cat > check.sh <<'END'
set -e
sh hello.sh you
sh goodbye.sh you
END
\`\`\`

**Verify:**
- \`sh check.sh\`

- [ ] check.sh runs both
`,
};

/** The label under which planex reports on the plan. */
export const planLabel = 'greetings';

/** The label under which planex reports on the solution: the issue it solves. */
export const solutionLabel = 'DEMO-1';

/** A solution of one task, which mends a file that is there already. */
export const solution: DemoFile = {
  path: 'docs/issues/DEMO-1.json',
  text: `${JSON.stringify(
    {
      issue_id: solutionLabel,
      solution: {
        title: 'The README cannot spell',
        tasks: [
          {
            id: 'T1',
            title: 'Spell "friendly" as the dictionary does',
            files: [{ path: 'README.md', action: 'modify' }],
            backend: 'shell',
            commands: ['sed s/freindly/friendly/ README.md > README.new', 'mv README.new README.md'],
            convergence: { verification: ['grep friendly README.md'] },
            commit: { type: 'fix' },
          },
        ],
      },
    },
    null,
    2,
  )}\n`,
};

/** What the repository holds before planex comes. */
export const firstFiles: DemoFile[] = [
  { path: 'README.md', text: '# Greetings\n\nVery freindly programs.\n' },
  { path: 'notes.txt', text: 'buy milk\n' },
];
