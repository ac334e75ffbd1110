// A Slurm of its own for a test: munge, controller and two nodes on loopback, in a folder, without a service of the system.
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, mkdirSync, openSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { hostname } from 'node:os'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)
/** As Slurm has it: without its domain. */
const HOST = hostname().replace(/\..*/, '')
const NODES = ['n1', 'n2']

export interface SlurmCluster {
  /** With what its commands find it. */
  readonly env: NodeJS.ProcessEnv
  /** Runs a command of Slurm and gives what it prints. */
  command(program: string, ...words: string[]): Promise<string>
  /** Loses the nodes as a crash does: their tasks die with them. */
  loseNode(): Promise<void>
  startNode(): Promise<void>
  end(): Promise<void>
}

/** A running cluster, or in words why there can be none here. */
export async function startSlurm(folder: string): Promise<SlurmCluster | string> {
  if (process.getuid?.() !== 0) return 'Slurm can start tasks of others only as root'
  const path = [process.env.PATH ?? '', '/usr/sbin', '/sbin'].join(delimiter)
  for (const program of ['munged', 'slurmctld', 'slurmd', 'sbatch']) {
    const found = await run('which', [program], { env: { PATH: path } }).catch(() => null)
    if (!found) return `${program} is not installed (Debian: slurm-wlm)`
  }
  for (const name of ['state', ...NODES]) mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(join(folder, 'munge.key'), randomBytes(1024), { mode: 0o400 })
  const conf = join(folder, 'slurm.conf')
  writeFileSync(conf, configuration(folder, await freePort(), await Promise.all(NODES.map(freePort))))
  const env = { ...process.env, PATH: path, SLURM_CONF: conf }

  const started: ChildProcess[] = []
  function start(program: string, words: readonly string[]): ChildProcess {
    const log = openSync(join(folder, `${program}.out`), 'a')
    const child = spawn(program, words, { env, stdio: ['ignore', log, log] })
    closeSync(log)
    started.push(child)
    return child
  }
  const command: SlurmCluster['command'] = async (program, ...words) => (await run(program, words, { env })).stdout
  const startNode = async (): Promise<void> => {
    nodes = NODES.map((name) => start('slurmd', ['-D', '-N', name, '-f', conf]))
    await until(async () => (await command('sinfo', '-h', '-o', '%T')).trim() === 'idle')
  }

  const own = (name: string) => join(folder, `munge.${name}`)
  start('munged', [
    ...['--foreground', '--force', `--key-file=${own('key')}`, `--socket=${own('socket')}`],
    ...[`--pid-file=${own('pid')}`, `--log-file=${own('log')}`, `--seed-file=${own('seed')}`],
  ])
  let nodes: readonly ChildProcess[] = []
  try {
    await until(async () => (await run('munge', ['-n', `--socket=${own('socket')}`], { env })).stdout !== '')
    start('slurmctld', ['-D', '-f', conf])
    await startNode()
  } catch (error) {
    await end()
    return `Slurm does not start: ${error instanceof Error ? error.message : String(error)}`
  }
  return {
    env,
    command,
    startNode,
    async loseNode() {
      const others = new Set(started.filter((child) => !nodes.includes(child)).map(({ pid }) => pid))
      for (const pid of processesOf(conf)) if (!others.has(pid)) kill(pid)
      await Promise.all(nodes.map((node) => ended(node, 'SIGKILL')))
      nodes = []
    },
    end,
  }

  async function end(): Promise<void> {
    await command('scancel', '--user=root').catch(() => '')
    for (const child of started.reverse()) await ended(child, 'SIGTERM')
  }
}

/** With cgroups tasks silently never run where there is no service of the system that made them. */
const configuration = (folder: string, controller: number, ports: readonly number[]): string => `
ClusterName=saccade
SlurmctldHost=${HOST}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=${join(folder, 'munge.socket')}
CredType=cred/munge
SlurmctldPort=${controller}
StateSaveLocation=${join(folder, 'state')}
SlurmdSpoolDir=${join(folder, '%n')}
SlurmctldPidFile=${join(folder, 'slurmctld.pid')}
SlurmdPidFile=${join(folder, 'slurmd.%n.pid')}
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SwitchType=switch/none
MpiDefault=none
ReturnToService=2
SlurmdTimeout=10
KillWait=5
MinJobAge=600
SchedulerParameters=batch_sched_delay=1,sched_interval=2,bf_interval=2
${NODES.map((name, index) => `NodeName=${name} NodeHostname=${HOST} NodeAddr=127.0.0.1 Port=${ports[index]} CPUs=1 RealMemory=1000 State=UNKNOWN`).join('\n')}
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
`

/** Whatever was started for the cluster of this configuration, by the environment that all of it inherits. */
function processesOf(conf: string): number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    try {
      return readFileSync(join('/proc', name, 'environ'), 'utf8').includes(`SLURM_CONF=${conf}\0`) ? [Number(name)] : []
    } catch {
      return [] // it has ended meanwhile
    }
  })
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // it ended by itself
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 60_000
  while (!(await holds().catch(() => false))) {
    if (Date.now() > end) throw new Error('it was not ready within a minute.')
    await sleep(200)
  }
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = new Promise((resolve) => child.once('exit', resolve))
  child.kill(signal)
  const late = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await exit
  clearTimeout(late)
}
