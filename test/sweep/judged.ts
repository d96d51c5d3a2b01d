import { plainWork, type Work } from './artifacts.ts';

export const DRAFT_PLAN = 'docs/plans/2026-11-20-draft.md';

/** A draft that is refined in the background and whose tasks nobody begins. */
const draft = `# Draft

Status: DRAFT

The end.

### Task 1: Say it once

- [ ] say

### Task 2: Say it twice

- [ ] say

### Task 3: Say it three times

- [ ] say
`;

/** Writes it badly at first; well when a review has found so. What it does depends on what it is asked and nothing else. */
const SCRIBE = `if grep -c 'Make it well' > /dev/null; then text='made well'; else text=made; fi
mkdir -p sub; echo "$text" > sub/made.txt; rm -f old.txt`;

const APPROVAL = { verdict: 'approve', summary: 'fine', findings: [], next_steps: [] };

/** Speaks as Codex does. It has one thing to say of bad work and one of the draft, and mends the draft. */
const CODEX = `#!/bin/sh
case "$*" in
  --version) echo 'codex-cli 0.169.0'; exit ;;
  'exec --help') printf '%s\\n' '      --json' '      --skip-git-repo-check' '  -C, --cd <DIR>' '  -s, --sandbox <MODE>'; exit ;;
  'features list') exit ;;
esac
for prompt; do :; done
if [ "$prompt" = - ]; then prompt=$(cat); fi
says() { case "$prompt" in *"$1"*) true ;; *) false ;; esac; }
echo '{"type":"thread.started","thread_id":"one"}'
echo '{"type":"turn.started"}'
case "$*" in
  *read-only*)
    if says '
+made
'; then answer='${messageOf(objectTo('Make it well', 'sub/made.txt'))}'
    elif says 'The end.'; then answer='${messageOf(objectTo('No end', DRAFT_PLAN))}'
    else answer='${messageOf(APPROVAL)}'
    fi ;;
  *)
    sed 's/The end/The very end/' ${DRAFT_PLAN} > edited && cat edited > ${DRAFT_PLAN} && rm edited
    answer='"Mended."' ;;
esac
printf '{"type":"item.completed","item":{"id":"one","type":"agent_message","text":%s}}\\n' "$answer"
echo '{"type":"turn.completed","usage":{"input_tokens":10,"cached_input_tokens":0,"output_tokens":2}}'
`;

function objectTo(title: string, file: string): object {
  const finding = { severity: 'high', title, file, line_start: 1, line_end: 1, confidence: 0.9 };
  const rest = { body: `what is wrong: ${title}`, recommendation: `mend ${title}` };
  return { verdict: 'needs-attention', summary: 's', findings: [{ ...finding, ...rest }], next_steps: [] };
}

/** The JSON text of a message whose text is JSON. */
function messageOf(answer: object): string {
  return JSON.stringify(JSON.stringify(answer));
}

/**
 * The same work, reviewed in batches, with one finding that is mended; beside it a draft is refined in the background, in
 * two rounds of which the first changes it.
 */
export const judgedWork: Work = {
  ...plainWork,
  committedFiles: {
    ...plainWork.committedFiles,
    '.planexrc': JSON.stringify({
      review: 'batch',
      refine: { auto: true, quiet: '10ms' },
      executors: { scribe: { command: ['sh', '-c', SCRIBE], prompt: 'stdin' } },
    }),
  },
  uncommittedArtifacts: { ...plainWork.uncommittedArtifacts, [DRAFT_PLAN]: draft },
  programs: { codex: CODEX },
  refinedPlan: DRAFT_PLAN,
};
