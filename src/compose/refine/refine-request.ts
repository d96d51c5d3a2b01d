import type { Manifest, RefineMode } from '../../refine/manifest.ts';
import type { NamedAgent } from '../../routing/agent-name.ts';
import type { RefineAnswers, RefineJob } from './refine-job.ts';

/** What a refinement is asked to be; what is not said here is said by the settings. */
export interface RefineRequest {
  /** From the top of the repository. */
  path: string;
  mode?: RefineMode;
  maxRounds?: number;
  reviewer?: NamedAgent;
  implementer?: NamedAgent;
  answers: RefineAnswers;
  /** Whether the daemon does it by itself. */
  background: boolean;
  /** Begins nothing: only a run that was interrupted is gone on with. */
  onlyResumes?: boolean;
  /** Whether the run that was interrupted is gone on with; `isOwn` when it was begun here. */
  resumes: (run: Manifest, isOwn: boolean) => Promise<boolean>;
  signal: AbortSignal;
  findPause: RefineJob['findPause'];
  admit: (path: string, digests: readonly string[]) => Promise<void>;
  say: (line: string) => void;
  onProgress: (line: string) => void;
}
