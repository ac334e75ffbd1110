import { readFileSync, readdirSync } from 'node:fs'

export interface ProcessInfo {
  readonly pid: number
  readonly parent: number
  readonly command: string
}

/** Every process of the machine, from /proc. */
export function allProcesses(): ProcessInfo[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
        const [state = '', parent = ''] = readFileSync(`/proc/${name}/stat`, 'utf8')
          .replace(/^.*\) /s, '')
          .split(' ')
        return state === 'Z' ? [] : [{ pid: Number(name), parent: Number(parent), command }]
      } catch {
        return [] // it ended while we looked
      }
    })
}

/** A process' children, their children and so on. */
export function descendants(root: number): ProcessInfo[] {
  const all = allProcesses()
  const found: ProcessInfo[] = []
  const parents = [root]
  for (let parent = parents.pop(); parent !== undefined; parent = parents.pop()) {
    for (const child of all.filter((process) => process.parent === parent)) {
      found.push(child)
      parents.push(child.pid)
    }
  }
  return found
}

export function isAlive(pid: number): boolean {
  return allProcesses().some((process) => process.pid === pid)
}
