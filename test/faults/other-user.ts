import { spawnSync } from 'node:child_process'
import process from 'node:process'
import { commandLine } from './saccade.ts'

/** Who may do less than root, for whom no permission is denied: `nobody`, or this user where it is not root. */
export const OTHER_USER: { readonly uid?: number; readonly gid?: number } =
  process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}

/** Why the command line cannot be run as the other user, '' where it can. */
export function whyNoOtherUser(): string {
  if (process.platform === 'win32') return 'there are no permissions of this kind'
  const [program = '', ...args] = commandLine(['--version'])
  const { status, error, stderr } = spawnSync(program, args, { ...OTHER_USER, encoding: 'utf8', cwd: '/' })
  return status === 0 ? '' : `the program cannot be run as another user: ${error?.message ?? stderr.trim()}`
}
