/** Something to say about an artifact's text. An `error` keeps the whole artifact from running; the others do not. */
export interface Diagnostic {
  severity: 'error' | 'warning' | 'hint';
  /** Stable kebab-case name of the rule. */
  rule: string;
  message: string;
  /** 1-based. */
  line?: number;
  /** 1-based, counted in UTF-16 units. */
  column?: number;
}

/** `path:line:column: severity: message (rule)`, the shape editors can jump to. */
export function formatDiagnostic(path: string, diagnostic: Diagnostic): string {
  const place = [path, diagnostic.line, diagnostic.line === undefined ? undefined : diagnostic.column]
    .filter((part) => part !== undefined)
    .join(':');
  // What others are told of leaves the rule out.
  const rule = diagnostic.rule === '' ? '' : ` (${diagnostic.rule})`;
  return `${place}: ${diagnostic.severity}: ${diagnostic.message}${rule}`;
}
