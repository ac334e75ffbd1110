/** The names on the wire between a window, its preload and Electron's main process. */

/** The window's preload asks main for a connection to the host. */
export const CONNECT_CHANNEL = 'saccade:connect'

/** Main hands over a MessagePort whose other end is the host's; the preload re-posts it under the same name. */
export const PORT_CHANNEL = 'saccade:port'
