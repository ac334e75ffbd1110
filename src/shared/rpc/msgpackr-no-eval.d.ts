// The build of msgpackr that never compiles code at run time comes without types. It is the one to
// use: the window's content security policy forbids `new Function`, and nobody wants it on foreign bytes.
declare module 'msgpackr/index-no-eval' {
  export class Packr {
    constructor(options: { structuredClone: boolean })
    pack(message: unknown): Uint8Array<ArrayBuffer>
    unpack(bytes: Uint8Array): unknown
  }
}
