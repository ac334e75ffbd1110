import { Menu, shell, type MenuItemConstructorOptions } from 'electron'

/** The application's menu. The page has its own controls; here is what belongs to the window and the system. */
export function installMenu(dataFolder: string): void {
  const onMac = process.platform === 'darwin'
  const showData: MenuItemConstructorOptions = {
    label: 'Show Data Folder',
    click: () => void shell.openPath(dataFolder),
  }
  const template: MenuItemConstructorOptions[] = [
    ...(onMac ? [{ role: 'appMenu' } as const] : []),
    { label: 'File', submenu: [showData, { type: 'separator' }, { role: onMac ? 'close' : 'quit' }] },
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
