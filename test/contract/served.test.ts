import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { Socket, connect as connectSocket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { createHost, type Host } from '../../src/host/host.ts'
import { forkLauncher } from '../../src/host/workers/fork.ts'
import { serveHttp, type HttpServing } from '../../src/server/serve-http.ts'
import type { HostApi, HostEvents } from '../../src/shared/contract/host.ts'
import { connect } from '../../src/shared/rpc/rpc.ts'
import { hasEnded } from '../../src/shared/run-state.ts'
import { LARGEST_MESSAGE } from '../../src/shared/rpc/message-bytes.ts'
import { websocketChannel } from '../../src/shared/rpc/websocket-channel.ts'
import { socketProtocols } from '../../src/shared/served-address.ts'

const folder = mkdtempSync(join(tmpdir(), 'saccade-served-'))
const pages = join(folder, 'pages')
let host: Host
let serving: HttpServing

beforeAll(async () => {
  mkdirSync(join(pages, 'assets'), { recursive: true })
  writeFileSync(join(pages, 'index.html'), '<!doctype html><title>Saccade</title>')
  writeFileSync(join(pages, 'assets', 'main-a1b2c3.js'), 'export {}')
  writeFileSync(join(pages, '.hidden.js'), 'hidden')
  writeFileSync(join(pages, 'program.exe'), 'no page')
  writeFileSync(join(folder, 'secret.js'), 'a secret')
  mkdirSync(join(folder, 'pages-beside'))
  writeFileSync(join(folder, 'pages-beside', 'secret.js'), 'a secret')

  host = createHost({
    dataFolder: join(folder, 'data'),
    launcher: forkLauncher({ entry: 'never launched here' }),
    mode: 'served',
  })
  serving = await serveHttp({ host, rendererFolder: pages, port: 0, pingInterval: 200 })
})

afterAll(async () => {
  await serving.close()
  await host.close()
  rmSync(folder, { recursive: true })
})

interface Answer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly text: string
}

/** A request as raw as it gets: the path is sent as it stands. */
async function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const request = httpRequest({ host: '127.0.0.1', port: serving.port, path, method, headers })
  request.end()
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  let text = ''
  for await (const chunk of response.setEncoding('utf8')) text += String(chunk)
  return { status: response.statusCode ?? 0, headers: response.headers, text }
}

interface Visit {
  readonly token?: string
  readonly origin?: string
  readonly host?: string
  readonly path?: string
}

/** Opens the WebSocket as a page would, or as one that should not be let in. */
function visit({ token = serving.token, origin = own(), host: hostHeader, path = '/socket' }: Visit = {}): WebSocket {
  const headers = { ...(origin === '' ? {} : { origin }), ...(hostHeader === undefined ? {} : { host: hostHeader }) }
  return new WebSocket(`ws://127.0.0.1:${serving.port}${path}`, socketProtocols(token), { headers })
}

function own(): string {
  return `http://127.0.0.1:${serving.port}`
}

/** The HTTP status a visit is refused with; 101 when it is let in. */
async function statusOf(socket: WebSocket): Promise<number> {
  const status = await new Promise<number>((resolve, reject) => {
    socket.on('open', () => resolve(101))
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0))
    socket.on('error', reject)
  })
  socket.on('error', () => undefined)
  socket.terminate()
  return status
}

describe('the pages', () => {
  it('are served under a strict policy', async () => {
    const { status, headers, text } = await ask('/')
    expect(status).toBe(200)
    expect(text).toContain('<title>Saccade</title>')
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    expect(headers['cache-control']).toBe('no-cache')
    const policy = String(headers['content-security-policy']).split('; ')
    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        `connect-src 'self' ws://127.0.0.1:${serving.port} wss://127.0.0.1:${serving.port}`,
      ]),
    )
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
    })
  })

  it('are kept for good where their name changes with their content, else asked for anew', async () => {
    const { headers } = await ask('/assets/main-a1b2c3.js?x=1')
    expect(headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    })
    const tag = (await ask('/')).headers.etag
    expect(await ask('/', { 'if-none-match': String(tag) })).toMatchObject({ status: 304, text: '' })
    expect(await ask('/', {}, 'HEAD')).toMatchObject({ status: 200, text: '' })
  })

  it('are packed for who can unpack them', async () => {
    const response = await fetch(`${own()}/`, { headers: { 'accept-encoding': 'gzip' } })
    expect(response.headers.get('content-encoding')).toBe('gzip')
    expect(await response.text()).toContain('<title>Saccade</title>')
    const plain = await ask('/', { 'accept-encoding': 'gzip;q=0, identity' })
    expect(plain.headers['content-encoding']).toBeUndefined()
    expect(plain.text).toContain('<title>Saccade</title>')
  })

  it.each([
    '/../secret.js',
    '/assets/../../secret.js',
    '/%2e%2e/secret.js',
    '/..%2fsecret.js',
    '/%2e%2e%2fsecret.js',
    '/..%5csecret.js',
    '/..\\secret.js',
    '/../pages-beside/secret.js',
    '//secret.js',
    '/.hidden.js',
    '/assets/main-a1b2c3.js%00.html',
    '/assets/',
    '/assets',
    '/program.exe',
    '/absent.js',
    'http://127.0.0.1/../secret.js',
  ])('no path leads elsewhere: %s', async (path) => {
    const { status, text, headers } = await ask(path)
    expect(status).toBe(404)
    expect(text).not.toContain('secret')
    expect(headers['content-security-policy']).toContain("default-src 'none'")
  })

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('%s is not answered', async (method) => {
    expect(await ask('/', {}, method)).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } })
  })

  it.each([
    ['a foreign name (DNS rebinding)', { host: 'evil.example' }],
    ['a foreign name with our port', { host: 'evil.example:80' }],
    ['a name that begins like ours', { host: 'localhost.evil.example' }],
    ['a name that hides another', { host: 'localhost@evil.example' }],
    ['a foreign page', { origin: 'https://evil.example' }],
    ['a page of another port', { origin: 'http://127.0.0.1:1' }],
    ['a page without an origin of its own', { origin: 'null' }],
  ])('are refused under %s', async (_, headers) => {
    const { status, text } = await ask('/', headers)
    expect(status).toBe(403)
    expect(text).not.toContain('<title>')
  })

  it.each(['localhost', 'LOCALHOST:9999', '[::1]:80'])('are served under %s, as through a tunnel', async (name) => {
    expect(await ask('/', { host: name })).toMatchObject({ status: 200 })
  })

  it('survive a client that speaks no HTTP', async () => {
    const socket = connectSocket(serving.port, '127.0.0.1')
    socket.write('\\0\\0\\0 rubbish\\r\\n\\r\\n')
    socket.resume()
    await once(socket, 'close')
    expect(await ask('/')).toMatchObject({ status: 200 })
  })
})

describe('the socket', () => {
  it('lets in the page that knows the token', async () => {
    const socket = visit()
    const { api } = connect<HostApi, HostEvents>(websocketChannel(socket))
    expect(await api.system.info()).toMatchObject({ mode: 'served' })
    expect(await api.runs.list()).toEqual([])
    expect(socket.protocol).toBe('saccade')
    socket.close()
  })

  it('is named with a token in the fragment, which browsers do not send', () => {
    expect(serving.url).toBe(`http://127.0.0.1:${serving.port}/#token=${serving.token}`)
    expect(Buffer.from(serving.token, 'base64url')).toHaveLength(32)
    expect(serving.warning).toBe('')
  })

  it.each<[string, Visit, number]>([
    ['no token', { token: '' }, 401],
    ['a wrong token', { token: 'A'.repeat(43) }, 401],
    ['a foreign Origin', { origin: 'https://evil.example' }, 403],
    ['a page of another port', { origin: 'http://127.0.0.1:1' }, 403],
    ['no Origin', { origin: '' }, 403],
    ['a foreign Host', { host: 'evil.example', origin: 'http://evil.example' }, 403],
    ['another path', { path: '/other' }, 404],
    ['the token in the query', { token: '', path: '/socket?token=x' }, 404],
  ])('refuses %s', async (_, visitor, status) => {
    expect(await statusOf(visit(visitor))).toBe(status)
  })

  it('refuses a token cut short or made longer', async () => {
    expect(await statusOf(visit({ token: serving.token.slice(0, -1) }))).toBe(401)
    expect(await statusOf(visit({ token: `${serving.token}A` }))).toBe(401)
    expect(await statusOf(visit())).toBe(101)
  })

  it('serves several pages at once; each hears the events', async () => {
    const sockets = [visit(), visit(), visit()]
    const clients = sockets.map((socket) => connect<HostApi, HostEvents>(websocketChannel(socket)))
    await Promise.all(clients.map(({ api }) => api.system.info()))
    const heard = clients.map(
      ({ on }) => new Promise<string>((resolve) => on('runs', ({ runs }) => resolve(runs[0]?.name ?? ''))),
    )
    await clients[0]?.api.runs.create({
      configurations: [{ name: 'seen by all', data: { source: { kind: 'task', task: 'reverse' } } }],
    })
    expect(await Promise.all(heard)).toEqual(['seen by all', 'seen by all', 'seen by all'])
    for (const socket of sockets) socket.close()
  })

  it('tells what was done to many runs in one message, before it answers', async () => {
    const sockets = [visit(), visit()]
    const clients = sockets.map((socket) => connect<HostApi, HostEvents>(websocketChannel(socket)))
    const [marking, other] = clients
    if (!marking || !other) throw new Error('There are two pages.')
    await Promise.all(clients.map(({ api }) => api.system.info()))
    const data = { source: { kind: 'task', task: 'copy' } }
    const { runs } = await marking.api.runs.create({ configurations: Array.from({ length: 40 }, () => ({ data })) })
    const allEnded = async () => (await marking.api.runs.list()).every(({ state }) => hasEnded(state))
    await expect.poll(allEnded, { timeout: 100_000 }).toBe(true)
    const told: (readonly string[])[] = []
    const starred: boolean[] = []
    marking.on('runs', (event) => {
      told.push(event.runs.map(({ run }) => run))
      starred.push(...event.runs.map((run) => run.starred))
    })
    const heard = new Promise<number>((resolve) => other.on('runs', (event) => resolve(event.runs.length)))
    await marking.api.runs.mark({ runs, starred: true })
    expect(told).toEqual([runs])
    expect(starred).toEqual(runs.map(() => true))
    expect(await heard).toBe(runs.length)
    await marking.api.runs.discard({ runs })
    await marking.api.runs.restore({ runs })
    expect(told).toEqual([runs, runs])
    for (const socket of sockets) socket.close()
  })

  it('G33: every page hears that a run was deleted', async () => {
    const sockets = [visit(), visit()]
    const clients = sockets.map((socket) => connect<HostApi, HostEvents>(websocketChannel(socket)))
    const [deleting] = clients
    await Promise.all(clients.map(({ api }) => api.system.info()))
    const { runs = [] } =
      (await deleting?.api.runs.create({ configurations: [{ data: { source: { kind: 'task', task: 'copy' } } }] })) ??
      {}
    const [run = ''] = runs
    await expect.poll(async () => hasEnded((await host.api.runs.get({ run })).state), { timeout: 100_000 }).toBe(true)
    const heard = clients.map(({ on }) => new Promise((resolve) => on('removed', resolve)))
    await deleting?.api.runs.remove({ runs: [run] })
    expect(await Promise.all(heard)).toEqual([{ runs: [run] }, { runs: [run] }])
    for (const socket of sockets) socket.close()
  })

  it('drops a client that sends what is no message, and keeps the others', async () => {
    const good = visit()
    const { api } = connect<HostApi, HostEvents>(websocketChannel(good))
    for (const rubbish of ['text', Uint8Array.of(0xd9, 5), Uint8Array.of(0xdd, 0xff, 0xff, 0xff, 0xff)]) {
      const bad = visit()
      await once(bad, 'open')
      bad.send(rubbish)
      const [code] = (await once(bad, 'close')) as [number]
      expect(code).toBe(1007)
    }
    expect(await api.system.info()).toMatchObject({ mode: 'served' })
    good.close()
  })

  it('drops a client that announces more than the largest message', async () => {
    const socket = visit()
    await once(socket, 'open')
    const header = Buffer.alloc(14)
    header[0] = 0x82 // one binary frame, masked, its length in 8 bytes
    header[1] = 0xff
    header.writeBigUInt64BE(BigInt(LARGEST_MESSAGE) + 1n, 2)
    rawSocketOf(socket).write(header)
    const [code] = (await once(socket, 'close')) as [number]
    expect(code).toBe(1009)
  })

  it('says at the sending end that a message is too large', async () => {
    const socket = visit()
    const { api } = connect<HostApi, HostEvents>(websocketChannel(socket))
    const upload = api.datasets.uploadPart({ name: 'large.tsv', content: new Uint8Array(LARGEST_MESSAGE), last: true })
    await expect(upload).rejects.toMatchObject({ code: 'bad-usage', message: /too large; 256 MB is the most/ })
    expect(await api.system.info()).toMatchObject({ mode: 'served' })
    socket.close()
  })

  it('drops a client that no longer answers', async () => {
    const socket = visit()
    await once(socket, 'open')
    rawSocketOf(socket).pause() // a sleeping laptop: nothing is read, nothing answered
    await expect.poll(() => serving.clients, { timeout: 10_000 }).toBe(0)
    socket.terminate()
  })
})

describe('starting', () => {
  it('says when the port is taken', async () => {
    const again = serveHttp({ host, rendererFolder: pages, port: serving.port })
    await expect(again).rejects.toMatchObject({
      code: 'bad-usage',
      message: `127.0.0.1:${serving.port} is in use by another program.`,
      hint: expect.stringContaining('--port') as string,
    })
  })

  it('says when the address is none of this machine', async () => {
    const elsewhere = serveHttp({ host, rendererFolder: pages, port: 0, address: '192.0.2.1' })
    await expect(elsewhere).rejects.toMatchObject({
      code: 'bad-usage',
      message: '192.0.2.1 is no address of this machine.',
    })
  })

  it('warns when other machines can reach it', async () => {
    const open = await serveHttp({ host, rendererFolder: pages, port: 0, address: '0.0.0.0' })
    expect(open.warning).toMatch(/Other machines can reach Saccade at .*not encrypted/)
    expect(open.url).toContain('http://127.0.0.1:')
    await open.close()
  })

  it('says when the pages are not built', async () => {
    const bare = await serveHttp({ host, rendererFolder: join(folder, 'absent'), port: 0 })
    const response = await fetch(`http://127.0.0.1:${bare.port}/`)
    expect(response.status).toBe(404)
    expect(await response.text()).toContain('npm run build')
    await bare.close()
  })

  it('closes with pages still connected, and tells them', async () => {
    const other = await serveHttp({ host, rendererFolder: pages, port: 0 })
    const socket = new WebSocket(`ws://127.0.0.1:${other.port}/socket`, socketProtocols(other.token), {
      origin: `http://127.0.0.1:${other.port}`,
    })
    await once(socket, 'open')
    const closed = once(socket, 'close')
    await other.close()
    expect((await closed)[0]).toBe(1001)
  })
})

/** The TCP connection below a WebSocket of \`ws\`, to misbehave on. */
function rawSocketOf(socket: WebSocket): Socket {
  const raw: unknown = Reflect.get(socket, '_socket')
  if (!(raw instanceof Socket)) throw new Error('ws keeps its socket elsewhere now')
  return raw
}
