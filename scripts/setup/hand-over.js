// Lets a child process take our place: its input and output are ours, signals reach it, its exit code becomes ours.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import process from 'node:process'

/** @type {readonly NodeJS.Signals[]} */
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1']

/**
 * Runs a program in our place and answers with its exit code, in the shell's way for signals (130 for an interrupt).
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string }} [options]
 * @returns {Promise<number>}
 */
export function handOver(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', ...options })
    /** @param {NodeJS.Signals} signal */
    const forward = (signal) => {
      // Ctrl+C on a terminal goes to the child as well as to us; forwarding it would make it two.
      if (signal === 'SIGINT' && onTerminal()) return
      child.kill(signal)
    }
    for (const signal of FORWARDED) process.on(signal, forward)
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      for (const name of FORWARDED) process.off(name, forward)
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0))
    })
  })
}

function onTerminal() {
  return process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY
}
