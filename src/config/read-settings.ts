import type { Diagnostic } from '../artifacts/diagnostic.ts';
import { checkShape, type SchemaProblem, toJsonSchema } from '../schema.ts';
import { asRecord } from './as-record.ts';
import { type CronCheck, checkSettings } from './check-settings.ts';
import { type JsoncDocument, readJsonc } from './jsonc.ts';
import { findCommandKeys } from './find-command-keys.ts';
import { findNearestName } from '../artifacts/nearest-name.ts';
import { type Settings, settingsSchema } from './settings.ts';

/** What a `.planexrc` says. With an `error` among the diagnostics the settings are the defaults. */
export interface SettingsReading {
  settings: Settings;
  diagnostics: Diagnostic[];
  /** Keys in the document that name commands planex would run, such as `setup` or `executors.mine.command`. */
  commandKeys: string[];
}

const LARGEST_BYTES = 256 * 1024;

/** Reads the bytes of a `.planexrc` (undefined: there is none) and finds all that is wrong with it at once. */
export function readSettings(bytes: Uint8Array | undefined, checkCron: CronCheck): SettingsReading {
  const settings = makeDefaults();
  if (bytes === undefined) return { settings, diagnostics: [], commandKeys: [] };
  const refuse = (rule: string, message: string): SettingsReading => ({
    settings,
    diagnostics: [{ severity: 'error', rule, message }],
    commandKeys: [],
  });
  if (bytes.length > LARGEST_BYTES) {
    return refuse('settings-size', `the file has ${bytes.length} bytes, expected at most ${LARGEST_BYTES}`);
  }
  const text = decodeUtf8(bytes);
  if (text === undefined) return refuse('settings-encoding', 'the file is not UTF-8 text');

  const document = readJsonc(text);
  const commandKeys = findCommandKeys(document.value);
  const diagnostics = document.problems.map(({ kind, offset, message }) =>
    toDiagnostic(text, offset, `settings-${kind}`, message),
  );
  // A document that is broken off has lost keys, and what follows from that is not a mistake of its own.
  if (document.problems.some(({ kind }) => kind === 'syntax')) return { settings, diagnostics, commandKeys };

  const value = document.value === undefined ? {} : document.value;
  const checked = checkShape(settingsSchema, value);
  const problems = [...(checked.ok ? [] : checked.failure), ...checkSettings(value, checkCron)];
  diagnostics.push(...problems.map((problem) => describeProblem(text, document, problem)));
  diagnostics.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
  if (diagnostics.length > 0 || !checked.ok) return { settings, diagnostics, commandKeys };
  return { settings: withoutSchemaKey(checked.value), diagnostics, commandKeys };
}

function makeDefaults(): Settings {
  return withoutSchemaKey(settingsSchema.parse({}));
}

/** The key for editors says nothing to planex. */
function withoutSchemaKey(value: Settings & { $schema?: string }): Settings {
  const settings = { ...value };
  delete settings.$schema;
  return settings;
}

/** The text without its byte-order mark, or undefined when the bytes are not UTF-8. */
function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function toDiagnostic(text: string, offset: number, rule: string, message: string): Diagnostic {
  const before = text.slice(0, offset).split(/\r\n|\n|\r/);
  return { severity: 'error', rule, message, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function describeProblem(
  text: string,
  document: JsoncDocument,
  { path, message }: SchemaProblem,
): Diagnostic {
  const where = path.join('.');
  if (!message.startsWith('unknown key ')) {
    const offset = document.locate(path, 'value');
    return toDiagnostic(text, offset, 'settings-value', where === '' ? message : `${where}: ${message}`);
  }
  const near = findNearestName(String(path.at(-1)), listKeys(path.slice(0, -1)));
  const advice = near === undefined ? '' : `, did you mean "${near}"?`;
  const offset = document.locate(path, 'key');
  return toDiagnostic(text, offset, 'settings-unknown-key', `unknown key "${where}"${advice}`);
}

/** The keys that the schema knows inside the object at `path`. */
function listKeys(path: readonly (string | number)[]): string[] {
  let schema = asRecord(toJsonSchema(settingsSchema));
  for (const part of path) {
    schema = asRecord(
      asRecord(schema['properties'])[part] ?? schema['additionalProperties'] ?? schema['items'],
    );
  }
  return Object.keys(asRecord(schema['properties']));
}
