import type { Diagnostic } from './diagnostic.ts';

export type ArtifactKind = 'plan' | 'solution';

/** What the first word of a plan's Status says; `none` when the document has no Status. Solutions are always `none`. */
export type PlanStatus = 'none' | 'draft' | 'approved' | 'in-progress' | 'blocked' | 'complete';

/** A file that a task declares it will touch, relative to the top of the repository, with forward slashes. */
export interface FileIntent {
  kind: 'create' | 'modify' | 'delete' | 'test';
  path: string;
}

/** One command of a task: a line from a bullet, or a whole fenced block. */
export interface Script {
  text: string;
  /** It only looks at files, and judges beside the tests of the project rather than in their place. */
  looks?: true;
  /** Named by a fence's info string (`bash`, `sh`, `zsh`), else undefined. */
  shell?: string;
  /** 1-based line of its first character. */
  line: number;
}

/** A checkbox in a plan task. */
export interface Box {
  checked: boolean;
  /** Offset, in UTF-16 units from the start of the document, of the character between the brackets. */
  offset: number;
  line: number;
  text: string;
}

/** What a step of an ExecPlan without task headings was taken from. */
export type StepKind = 'milestone' | 'progress' | 'plan';

/** A task as its artifact states it, before planex gives it an id among all others. */
export interface ArtifactTask {
  /** `2`, `2.5`, `4a` for plans (the number), `T1` or whatever the file says for solutions. */
  key: string;
  title: string;
  /** 1-based position of the task's heading or object. */
  line: number;
  column: number;
  objective?: string;
  files: FileIntent[];
  commands: Script[];
  verify: Script[];
  /** Texts that are to verify it and are no commands beyond doubt: they are told to its executor, and nothing runs them. */
  notRun?: string[];
  backend?: string;
  /** The kind of work it is, in its own words. */
  work?: string;
  /** What a solution calls the action of the task: `Create`, `Fix`, `Research`. */
  action?: string;
  /** Keys of tasks in the same artifact. Undefined: the task declares nothing, which differs from declaring "none". */
  dependsOn?: string[];
  doneWhen: string[];
  boxes: Box[];
  /** The artifact has no task headings, and this is what was taken for a task. */
  step?: StepKind;
  /** It tries something out: its work is kept or discarded by what it shows. */
  prototype?: boolean;
  /** Conventional Commits type that the artifact asks for. */
  commitType?: string;
  /** The task's own text, as handed to an executor. */
  brief: string;
  /** `sha256:<hex>` over what the task means: not white space in prose, ticks, or position. */
  digest: string;
  /** The same with the ids of other tasks left out: they change when tasks are renumbered. Only where it names some. */
  content?: string;
}

/** A plan or solution that could be read. */
export interface Artifact {
  kind: ArtifactKind;
  title: string;
  /** The issue id of a solution, the slug of a plan: used in commit subjects and report lines. */
  label: string;
  /** The id that a solution has of its own, where it states one. */
  solutionId?: string;
  status: PlanStatus;
  /** It is an ExecPlan: sections of it are kept current while it is carried out. */
  living?: boolean;
  /**
   * Milestones, stages or phases with the keys of their tasks: none begins before the one before it has passed. One with
   * a task of its own key is validated by that.
   */
  stages?: { key: string; tasks: string[] }[];
  tasks: ArtifactTask[];
}

/** Everything there is to know from an artifact's text. With an `error` among the diagnostics nothing of it may run. */
export interface ParsedArtifact {
  artifact: Artifact;
  diagnostics: Diagnostic[];
}
