import { Menu, shell, type MenuItemConstructorOptions } from 'electron'

export interface MenuActions {
  /** Only in the installed application; a checkout has `npm run setup`. */
  readonly setUpAgain: (() => void) | undefined
}

/** The application's menu. The page has its own controls; here is what belongs to the window and the system. */
export function installMenu(dataFolder: string, { setUpAgain }: MenuActions): void {
  const onMac = process.platform === 'darwin'
  const showData: MenuItemConstructorOptions = {
    label: 'Show Data Folder',
    click: () => void shell.openPath(dataFolder),
  }
  const setUp = setUpAgain ? [{ label: 'Set Up TensorFlow Again', click: () => setUpAgain() }] : []
  const template: MenuItemConstructorOptions[] = [
    ...(onMac ? [{ role: 'appMenu' } as const] : []),
    { label: 'File', submenu: [showData, ...setUp, { type: 'separator' }, { role: onMac ? 'close' : 'quit' }] },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        { role: 'reload' },
        { role: 'toggleDevTools' },
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}
