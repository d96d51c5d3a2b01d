import type { BackendView } from '../calls/view-backends.ts';

/** One thing that `planex doctor` looked at. */
export interface Finding {
  /** `note`: something is not there, and nothing here needs it. */
  level: 'ok' | 'note' | 'warning' | 'error';
  name: string;
  message: string;
  /** More of it, a line each. */
  details?: string[];
  todo?: string;
  /** The same for programs, when it is about a backend. */
  backend?: BackendView;
}
