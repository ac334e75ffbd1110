import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startSpinningRun } from '../faults/spinning-run.ts'
import { whenConnected } from './journey.ts'
import { prepareDesktop, type Desktop, type DesktopApp } from './desktop-app.ts'
import { descendants, isAlive } from './processes.ts'
import { until } from './until.ts'

const prepared = await prepareDesktop()
if (typeof prepared === 'string') console.warn(`The tests of the desktop shell are skipped: ${prepared}.`)
const desktop = prepared as Desktop

afterAll(() => (typeof prepared === 'string' ? undefined : prepared.close()))

describe.skipIf(typeof prepared === 'string')('a page in the window', () => {
  let app: DesktopApp
  beforeAll(async () => {
    app = await desktop.launch()
    await whenConnected(app.page)
  })
  afterAll(() => app.electron.close())

  test('is sandboxed and reaches neither Node nor Electron', async () => {
    const preferences = await app.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map(({ webContents }): unknown => {
        // Electron has it for such questions, but leaves it out of its types.
        const look: unknown = Reflect.get(webContents, 'getLastWebPreferences')
        return typeof look === 'function' ? Reflect.apply(look, webContents, []) : null
      }),
    )
    expect(preferences).toMatchObject([
      {
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        nodeIntegrationInSubFrames: false,
        webSecurity: true,
        webviewTag: false,
      },
    ])
    const names = [
      'require',
      'module',
      'exports',
      'process',
      'Buffer',
      'global',
      'electron',
      'ipcRenderer',
      '__dirname',
    ]
    expect(await app.page.evaluate(`${JSON.stringify(names)}.filter((name) => name in window)`)).toEqual([])
    expect(await app.page.evaluate('location.origin')).toBe('saccade://app')
  })

  test('finds nothing of the preload in its world', async () => {
    // Once the application is there: its code comes after the page has loaded, and Vue leaves its mark too.
    const look = `new Promise((resolve) => {
      const look = () => document.querySelector('main') ? resolve(Object.getOwnPropertyNames(window).sort()) : setTimeout(look, 20)
      look()
    })`
    const withoutPreload = await app.electron.evaluate(async ({ BrowserWindow }, look) => {
      const window = new BrowserWindow({ show: false })
      await window.loadURL('saccade://app/')
      const names: unknown = await window.webContents.executeJavaScript(look)
      window.destroy()
      return names
    }, look)
    expect(await app.page.evaluate(look)).toEqual(withoutPreload)
  })

  test('runs no code but its own, and loads nothing from elsewhere', async () => {
    let requests = 0
    const server = createServer((_, response) => {
      requests += 1
      response.end('hello')
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`
    const violation = (directive: string, act: string): Promise<unknown> =>
      app.page.evaluate(`new Promise((resolve) => {
        document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
          if (effectiveDirective === '${directive}') resolve('injected' in window)
        })
        ${act}
      })`)

    const script = "Object.assign(document.createElement('script'), { textContent: 'window.injected = true' })"
    const frame = `Object.assign(document.createElement('iframe'), { src: '${address}' })`
    expect(await violation('script-src-elem', `document.body.append(${script})`)).toBe(false)
    await violation('connect-src', `fetch('${address}').catch(() => undefined)`)
    await violation('img-src', `new Image().src = '${address}'`)
    await violation('frame-src', `document.body.append(${frame})`)

    // Even a page without the policy gets nowhere.
    const refused = await app.electron.evaluate(async ({ BrowserWindow }, address) => {
      const window = new BrowserWindow({ show: false })
      const outcome = await window.loadURL(address).then(
        () => 'loaded',
        (error: unknown) => String(error),
      )
      window.destroy()
      return outcome
    }, address)
    expect(refused).toContain('ERR_BLOCKED_BY_CLIENT')
    expect(requests).toBe(0)
    server.close()
  })

  test('reads no file outside its own', async () => {
    const paths = [
      '/index.html',
      '/..%2fmain%2fmain.cjs',
      '/%2e%2e%2fmain%2fhost.cjs',
      '/..%2f..%2fpackage.json',
      '/missing.js',
    ]
    const status = await app.page.evaluate(
      `Promise.all(${JSON.stringify(paths)}.map(async (path) => (await fetch(path)).status))`,
    )
    expect(status).toEqual([200, 404, 404, 404, 404])
  })

  test('cannot go elsewhere, open windows or embed guests', async () => {
    const watched = app.electron.evaluate(
      ({ BrowserWindow }) =>
        new Promise((resolve) => {
          const contents = BrowserWindow.getAllWindows()[0]?.webContents
          // The application's own listener came first.
          contents?.once('will-navigate', (event, url) => resolve({ url, prevented: event.defaultPrevented }))
        }),
    )
    await app.page.evaluate("location.assign('https://example.org/')")
    expect(await watched).toEqual({ url: 'https://example.org/', prevented: true })
    expect(app.page.url()).toMatch(/^saccade:\/\/app\//)
    expect(await app.page.evaluate("window.open('https://example.org/')")).toBeNull()
    expect(await app.page.evaluate("'getWebContentsId' in document.createElement('webview')")).toBe(false)
    expect(await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  })

  test('is given no permission', async () => {
    const answers = await app.page.evaluate(`Promise.all([
      ...['geolocation', 'notifications', 'camera', 'microphone', 'midi', 'clipboard-read'].map(async (name) =>
        (await navigator.permissions.query({ name })).state),
      Notification.requestPermission(),
    ])`)
    expect(new Set(answers as string[])).toEqual(new Set(['denied']))
  })

  test('gets a port only in the application’s own window', async () => {
    const ports = await app.electron.evaluate(async ({ BrowserWindow, ipcMain, app }) => {
      const preload = `${app.getAppPath()}/out/preload/preload.cjs`
      const window = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } })
      const asked = new Promise((resolve) => {
        ipcMain.on('saccade:connect', (event) => {
          if (event.sender === window.webContents) resolve(undefined)
        })
      })
      await window.loadURL('saccade://app/icon.svg')
      await window.webContents.executeJavaScript(`
        window.ports = 0
        addEventListener('message', (event) => (window.ports += event.ports.length))
        postMessage({ type: 'saccade:ready' }, '*')`)
      await asked
      // A port would have been sent before this is answered.
      const ports: unknown = await window.webContents.executeJavaScript(
        'new Promise((done) => setTimeout(() => done(window.ports)))',
      )
      window.destroy()
      return ports
    })
    expect(ports).toBe(0)
  })
})

describe.skipIf(typeof prepared === 'string')('the desktop shell', () => {
  let app: DesktopApp | undefined
  afterEach(() => app?.electron.close())

  test('says that the host was killed, and starts it again', async () => {
    app = await desktop.launch()
    await whenConnected(app.page)
    const lost = app.page.getByTestId('connection-lost')
    const host = await app.hostPid()
    process.kill(host, 'SIGKILL')
    await lost.waitFor({ state: 'visible' })
    await lost.waitFor({ state: 'detached' })
    await whenConnected(app.page)
    expect(await app.hostPid()).not.toBe(host)
  })

  test('loads the page again when its process crashes', async () => {
    app = await desktop.launch()
    await whenConnected(app.page)
    const title = await app.electron.evaluate(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]!.webContents
      const loaded = new Promise<void>((resolve) => contents.once('did-finish-load', () => resolve()))
      contents.forcefullyCrashRenderer()
      await loaded
      return contents.getTitle()
    })
    expect(title).toContain('Saccade')
  })

  test('remembers where its window was', async () => {
    app = await desktop.launch()
    await whenConnected(app.page)
    await app.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]!.setBounds({ x: 60, y: 40, width: 1000, height: 700 }),
    )
    await app.electron.close()
    app = await desktop.launch()
    const bounds = await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.getBounds())
    expect(bounds).toMatchObject({ width: 1000, height: 700 })
  })

  test('opens one window for a data folder', async () => {
    app = await desktop.launch()
    await whenConnected(app.page)
    const second = run()
    await once(second.child, 'close')
    expect(second.child.exitCode).toBe(0)
    expect(second.output()).toContain('Saccade is open already')
  })

  test('leaves no process behind, whether it is closed or killed', async () => {
    for (const end of ['close', 'kill'] as const) {
      app = await desktop.launch()
      await whenConnected(app.page)
      const children = descendants(app.electron.process().pid!)
      expect(children.map(({ command }) => command).join('\n')).toContain('host.cjs')
      if (end === 'close') await app.electron.close()
      else app.electron.process().kill('SIGKILL')
      await until('the end of every process', () => !children.some(({ pid }) => isAlive(pid)))
    }
  })

  test('E11: leaves no training behind that computes without end', async () => {
    const folder = join(desktop.folder, 'spinning')
    await mkdir(folder)
    const { started, marker } = await startSpinningRun(folder)
    started.process.kill('SIGKILL')
    await started.ended
    await rm(marker)
    const database = new Sqlite(join(folder, 'data', 'history.sqlite'))
    database.prepare("UPDATE run SET state = 'queued', queue_order = 1").run()
    database.close()

    const { child } = run('--data-dir', join(folder, 'data'))
    await until('a training that computes', () => existsSync(marker))
    const children = descendants(child.pid!)
    expect(children.map(({ command }) => command).join('\n')).toContain('host.cjs')
    child.kill('SIGKILL')
    await until('the end of every process', () => !children.some(({ pid }) => isAlive(pid)))
  })

  test('says why a data folder cannot be opened', async () => {
    const folder = join(desktop.folder, 'damaged')
    await mkdir(folder)
    await writeFile(join(folder, 'history.sqlite'), 'this is no database, but somebody’s notes '.repeat(100))
    const before = await readFile(join(folder, 'history.sqlite'))
    const { child, output } = run('--data-dir', folder)
    await until('the reason on standard error', () => output().includes('history.sqlite'))
    expect(await readFile(join(folder, 'history.sqlite'))).toEqual(before)
    const children = descendants(child.pid!)
    child.kill('SIGKILL')
    await until('the end of every process', () => !children.some(({ pid }) => isAlive(pid)))
  })

  /** Starts the program without Playwright. */
  function run(...more: string[]) {
    const child = spawn(desktop.executable, [...desktop.arguments, ...more], { env: desktop.env })
    let text = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (part: string) => (text += part))
    return { child, output: () => text }
  }
})
