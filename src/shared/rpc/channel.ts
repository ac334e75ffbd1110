/**
 * The smallest thing two processes need: post a structured-cloneable message, hear the other end,
 * notice that it is gone. MessagePorts, child processes, WebSockets and an in-memory pair all fit.
 */
export interface Channel {
  /** Sends one message. After the channel closed this does nothing. */
  post(message: unknown): void
  /** Registers a listener; messages that came before the first listener are delivered to it in order. Returns its removal. */
  onMessage(listener: (message: unknown) => void): () => void
  /** Called once, also when the channel was closed before. Returns its removal. */
  onClose(listener: () => void): () => void
  close(): void
}
