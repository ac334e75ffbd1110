// Downloads wheels with pip (which checks their hashes) and takes single members out of them.
import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { SetupFailure } from './failure.js'
import { SET_UP_AGAIN, findProgram, isInstalled } from './places.js'

const WATCH_MS = 200
const UNITS = { kB: 1e3, MB: 1e6, GB: 1e9 }

/** Full path of a Python 3 that PATH holds, or undefined. */
export function findPython() {
  return findProgram(['python3', 'python'])
}

/**
 * Downloads one wheel into `folder`; a file that is already there and whole is kept.
 * @param {{ python: string, requirement: string, selectors: readonly string[], folder: string,
 *   scratch: string, progress: import('./progress.js').Progress }} request
 * @returns {Promise<string>} path of the wheel
 */
export async function downloadWheel({ python, requirement, selectors, folder, scratch, progress }) {
  mkdirSync(folder, { recursive: true })
  mkdirSync(scratch, { recursive: true })
  progress.start(`Downloading ${requirement} from PyPI`)
  let total = 0
  let output = ''
  // pip writes into its temporary folder first; its growth is the progress.
  const watch = setInterval(() => progress.update(folderSize(scratch), total || undefined), WATCH_MS)
  try {
    const code = await run(
      python,
      [
        '-m',
        'pip',
        'download',
        '--no-cache-dir',
        '--no-deps',
        '--only-binary=:all:',
        '--disable-pip-version-check',
        '--progress-bar=off',
        ...selectors,
        '--dest',
        folder,
        requirement,
      ],
      { TMPDIR: scratch, PIP_REQUIRE_VIRTUALENV: '0', PYTHONUNBUFFERED: '1' },
      (text) => {
        output += text
        const size = /Downloading \S+ \((\d+(?:\.\d+)?) (kB|MB|GB)\)/.exec(output)
        if (size) total = Number(size[1]) * UNITS[/** @type {keyof typeof UNITS} */ (size[2])]
      },
    )
    if (code !== 0) throw pipFailure(output, requirement)
  } finally {
    clearInterval(watch)
    rmSync(scratch, { recursive: true, force: true })
  }
  progress.finish()
  const project = requirement.split(/[<>=!~;[ ]/)[0] ?? requirement
  const prefix = `${project.replace(/[-_.]+/g, '_').toLowerCase()}-`
  const wheel = readdirSync(folder).find((name) => name.toLowerCase().startsWith(prefix))
  if (!wheel) {
    throw new SetupFailure(`pip downloaded no file for ${requirement}.`, SET_UP_AGAIN)
  }
  return join(folder, wheel)
}

/**
 * @param {string} output
 * @param {string} requirement
 */
function pipFailure(output, requirement) {
  if (/No module named pip/.test(output)) {
    return new SetupFailure(
      'Python has no pip, which fetches the TensorFlow library.',
      installCommand('python3-pip', 'python3 -m ensurepip'),
    )
  }
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  const reason = lines.findLast((line) => line.startsWith('ERROR')) ?? lines.at(-1) ?? 'no reason given'
  const offline = /Temporary failure|Connection|resolve|timed out|No matching distribution/i.test(output)
  return new SetupFailure(
    offline
      ? `PyPI could not be reached for ${requirement} (${reason}).`
      : `pip could not download ${requirement} (${reason}).`,
    SET_UP_AGAIN,
  )
}

/**
 * The one command that installs a Debian package where apt is there, else `otherwise`.
 * @param {string} debian
 * @param {string} otherwise
 */
export function installCommand(debian, otherwise) {
  const apt = findProgram(['apt-get']) ? `sudo apt-get install -y ${debian}` : otherwise
  return isInstalled ? apt : `${apt} && npm run setup`
}

// Streams the chosen members to disk; prints the bytes done so far, one number a line.
const EXTRACT = `
import os, re, sys, zipfile
wheel, target, pattern, strip = sys.argv[1:5]
chosen = re.compile(pattern)
def report(word, count):
    # One write a line: print() makes several where PYTHONUNBUFFERED is set, and they arrive apart.
    sys.stdout.write('%s %d\\n' % (word, count))
    sys.stdout.flush()
with zipfile.ZipFile(wheel) as archive:
    members = [m for m in archive.infolist() if not m.is_dir() and chosen.match(m.filename)]
    report('total', sum(m.file_size for m in members))
    done = said = 0
    for member in members:
        name = member.filename[len(strip):] if member.filename.startswith(strip) else member.filename
        if name.startswith('/') or '..' in name.split('/'):
            raise SystemExit('unsafe name in wheel: ' + name)
        path = os.path.join(target, *name.split('/'))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with archive.open(member) as source, open(path, 'wb') as sink:
            while True:
                block = source.read(1 << 20)
                if not block:
                    break
                sink.write(block)
                done += len(block)
                if done - said > 8000000:
                    said = done
                    report('done', done)
`

/**
 * Takes the members that match `pattern` (a regular expression at their start) out of a wheel.
 * @param {{ python: string, wheel: string, target: string, pattern: string, strip: string,
 *   label: string, progress: import('./progress.js').Progress }} request
 */
export async function extractMembers({ python, wheel, target, pattern, strip, label, progress }) {
  progress.start(label)
  let total = 0
  let output = ''
  const code = await run(python, ['-c', EXTRACT, wheel, target, pattern, strip], {}, (text) => {
    output = (output + text).slice(-4000)
    for (const [, word, count] of text.matchAll(/(total|done) (\d+)/g)) {
      if (word === 'total') total = Number(count)
      else progress.update(Number(count), total)
    }
  })
  if (code !== 0) {
    const reason = output.trim().split('\n').at(-1) ?? ''
    throw /No space left/.test(output)
      ? new SetupFailure(`The disk is full while unpacking ${wheel}.`, SET_UP_AGAIN)
      : new SetupFailure(`${wheel} could not be unpacked (${reason}).`, SET_UP_AGAIN)
  }
  if (total === 0) throw new SetupFailure(`${wheel} lacks the files that are needed.`, SET_UP_AGAIN)
  progress.finish()
}

/**
 * Requirements of a wheel under one of its extras, e.g. `nvidia-cudnn-cu12>=9.3,<10`.
 * @param {string} python
 * @param {string} wheel
 * @param {string} extra
 * @returns {Promise<string[]>}
 */
export async function extraRequirements(python, wheel, extra) {
  const script = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    name = next(n for n in archive.namelist() if n.endswith('.dist-info/METADATA'))
    sys.stdout.write(archive.read(name).decode('utf-8'))`
  let output = ''
  const code = await run(python, ['-c', script, wheel], {}, (text) => (output += text))
  if (code !== 0) throw new SetupFailure(`${wheel} could not be read.`, SET_UP_AGAIN)
  return output
    .split('\n')
    .filter((line) => line.startsWith('Requires-Dist:') && new RegExp(`extra == ['"]${extra}['"]`).test(line))
    .map((line) => (line.slice('Requires-Dist:'.length).split(';')[0] ?? '').replace(/[() ]/g, ''))
}

/**
 * Runs a program; both of its outputs go to `onText`. A program that cannot start counts as failed.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {Record<string, string>} extraEnv
 * @param {(text: string) => void} onText
 * @returns {Promise<number>} exit code
 */
export function run(program, args, extraEnv, onText) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      env: { ...process.env, ...extraEnv },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    // A set-up that is interrupted must not leave its helper downloading.
    const stop = () => child.kill()
    const interrupt = () => process.exit(130)
    const terminate = () => process.exit(143)
    process.once('exit', stop).once('SIGINT', interrupt).once('SIGTERM', terminate)
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', onText)
    }
    child.on('error', (error) => onText(String(error)))
    child.on('close', (code) => {
      process.off('exit', stop).off('SIGINT', interrupt).off('SIGTERM', terminate)
      resolve(code ?? 1)
    })
  })
}

/** @param {string} folder */
function folderSize(folder) {
  let size = 0
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name)
      size += entry.isDirectory() ? folderSize(path) : statSync(path).size
    }
  } catch {
    // pip removes files while we look; the next look is right again.
  }
  return size
}
