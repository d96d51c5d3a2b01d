declare const PLANEX_VERSION: string | undefined;

/** The version in package.json, written in by the build. */
export const planexVersion: string = typeof PLANEX_VERSION === 'string' ? PLANEX_VERSION : '0.0.0-source';
