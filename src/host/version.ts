import packageJson from '../../package.json' with { type: 'json' }

/** The version of Saccade. */
export const VERSION: string = packageJson.version
