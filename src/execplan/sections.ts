/** One section that a whole ExecPlan has. */
export interface SectionOutline {
  heading: string;
  /** Planex and its reader rely on it, and it is kept current while the work goes on. */
  living: boolean;
  /** What a new plan says there until its author says more. */
  text: string;
}

/** The sections of an ExecPlan in their order. Their names are those that authors and agents know. */
export const EXECPLAN_SECTIONS: readonly SectionOutline[] = [
  {
    heading: 'Purpose / Big Picture',
    living: false,
    text: 'Say in a few sentences what somebody can do after this change that they cannot do now, and how they see it work.',
  },
  {
    heading: 'Constraints',
    living: true,
    text: `What has to hold throughout. Whoever finds that it cannot stops and asks.

- Paths that must not be modified: none yet.
- Interfaces that stay as they are: none yet.`,
  },
  {
    heading: 'Tolerances (Exception Triggers)',
    living: true,
    text: `Where the work goes beyond one of these, it stops and a person decides. Set the numbers to fit the task.

- Scope: if more than 10 files or 400 net lines change, stop and escalate.
- Interface: if the signature of a public API has to change, stop and escalate.
- Dependencies: if a new external dependency is needed, stop and escalate.
- Iterations: if tests still fail after 3 attempts, stop and escalate.
- Time: if a milestone takes more than 2 hours, stop and escalate.
- Ambiguity: if the request can be read in several ways that lead to different results, stop and ask.`,
  },
  {
    heading: 'Risks',
    living: true,
    text: `What may go wrong, as far as it is known beforehand. Give each risk in this form:

    - Risk: what could happen
      Severity: low, medium or high
      Likelihood: low, medium or high
      Mitigation: what prevents it or makes it smaller`,
  },
  {
    heading: 'Progress',
    living: true,
    text: `Where the work stands, step by step. A step that is half done becomes two: what is done, and what remains.

- [ ] Task 1: say what changes.`,
  },
  {
    heading: 'Surprises & Discoveries',
    living: true,
    text: `What nobody expected, with evidence. Give each in this form:

    - Observation: what was found
      Evidence: how that is known
      Impact: what it means for this plan`,
  },
  {
    heading: 'Decision Log',
    living: true,
    text: `Every decision that shapes the work. Give each in this form:

    - Decision: what was decided
      Rationale: why this and nothing else
      Date/Author: when, and who`,
  },
  {
    heading: 'Outcomes & Retrospective',
    living: true,
    text: 'Nothing yet. At the end: what was achieved, measured against the purpose, what is missing, and what was learned.',
  },
  {
    heading: 'Context and Orientation',
    living: false,
    text: 'Explain what a reader who knows nothing of this repository has to know. Name files by their full path, and explain every word that is not plain English.',
  },
  {
    heading: 'Plan of Work',
    living: false,
    text: 'Describe the edits in their order, and after which of them something can be tried. The tasks below are what is carried out.',
  },
  {
    heading: 'Concrete Steps',
    living: false,
    text: 'Give the exact commands, the folder they are run in, and what they print when all is well.',
  },
  {
    heading: 'Validation and Acceptance',
    living: false,
    text: 'Say how to try the result and what is to be seen, as behaviour: what goes in, what comes out, and which test fails before the change and passes after it.',
  },
  {
    heading: 'Idempotence and Recovery',
    living: false,
    text: 'Say which steps can be repeated without harm, and how to get back from one that failed halfway.',
  },
  {
    heading: 'Artifacts and Notes',
    living: false,
    text: 'Keep short excerpts here that prove success, indented by four spaces.',
  },
  {
    heading: 'Interfaces and Dependencies',
    living: false,
    text: 'Name the libraries to use and why, and the types and functions that have to be there at the end.',
  },
];
