// As much of Protocol Buffers' wire format as a SentencePiece model needs: https://protobuf.dev/programming-guides/encoding

export type FieldValue = { kind: 'varint' | 'fixed'; value: number } | { kind: 'bytes'; value: Uint8Array }

export type Field = FieldValue & { readonly number: number }

/** The fields of a message, in order. @throws RangeError where the bytes are none */
export function readFields(bytes: Uint8Array): Field[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const fields: Field[] = []
  let at = 0
  const varint = (): number => {
    let value = 0
    for (let shift = 1, count = 0; count < 10; count++, shift *= 128) {
      const byte = view.getUint8(at++)
      value += (byte & 0x7f) * shift
      if (byte < 0x80) return value
    }
    throw new RangeError('a number without end')
  }
  const take = (length: number): Uint8Array => {
    if (length > bytes.length - at) throw new RangeError('a field beyond the end')
    at += length
    return bytes.subarray(at - length, at)
  }
  while (at < bytes.length) {
    const key = varint()
    const number = Math.floor(key / 8)
    if (number === 0) throw new RangeError('a field without a number')
    switch (key % 8) {
      case 0:
        fields.push({ number, kind: 'varint', value: varint() })
        break
      case 1:
        take(8) // no field that matters here
        break
      case 2:
        fields.push({ number, kind: 'bytes', value: take(varint()) })
        break
      case 5:
        fields.push({ number, kind: 'fixed', value: view.getFloat32(at, true) })
        take(4)
        break
      default:
        throw new RangeError('a field of unknown type')
    }
  }
  return fields
}

/** Of one message's fields, by number: the last one counts. */
export interface Message {
  flag(number: number, fallback: boolean): boolean
  integer(number: number, fallback: number): number
  float(number: number): number
  bytes(number: number): Uint8Array
  text(number: number): string
  /** All of a repeated one. */
  each(number: number): Uint8Array[]
}

export function readMessage(bytes: Uint8Array): Message {
  const fields = readFields(bytes)
  const last = (number: number, kind: Field['kind']) =>
    fields.filter((field) => field.number === number && field.kind === kind).at(-1)
  const numeric = (number: number, kind: 'varint' | 'fixed', fallback: number) => {
    const found = last(number, kind)
    return found && found.kind !== 'bytes' ? found.value : fallback
  }
  const bytesOf = (number: number) => {
    const found = last(number, 'bytes')
    return found?.kind === 'bytes' ? found.value : new Uint8Array()
  }
  return {
    flag: (number, fallback) => numeric(number, 'varint', Number(fallback)) !== 0,
    integer: (number, fallback) => numeric(number, 'varint', fallback),
    float: (number) => numeric(number, 'fixed', 0),
    bytes: bytesOf,
    text: (number) => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytesOf(number)),
    each: (number) =>
      fields.flatMap((field) => (field.number === number && field.kind === 'bytes' ? [field.value] : [])),
  }
}
