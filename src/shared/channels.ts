/** The names on the wire between a page in the window, its preload and Electron's main process. */

/** The page tells its preload that it listens for a port. */
export const READY_MESSAGE = 'saccade:ready'

/** The preload asks main for a connection to the host. */
export const CONNECT_CHANNEL = 'saccade:connect'

/** Main hands over a MessagePort whose other end is the host's; the preload passes it on under the same name. */
export const PORT_CHANNEL = 'saccade:port'
