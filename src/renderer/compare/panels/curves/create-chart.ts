import { Chart, LineController, LineElement, LinearScale, LogarithmicScale, PointElement } from 'chart.js'
import zoom from 'chartjs-plugin-zoom'
import { cursorPlugin } from './chart-cursor.ts'
import type { AxisRange } from './range.ts'

Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale, zoom)

/** An empty chart on a canvas; dragging over it, or with the shift key along it, asks for another range of its axis. */
export function createChart(canvas: HTMLCanvasElement, onRange: (range: AxisRange) => void): Chart<'line'> {
  const tell = ({ chart: { scales } }: { chart: Chart }) => {
    if (scales.x) onRange({ min: scales.x.min, max: scales.x.max })
  }
  return new Chart(canvas, {
    type: 'line',
    data: { datasets: [] },
    plugins: [cursorPlugin],
    options: {
      responsive: true,
      maintainAspectRatio: false,
      animation: false,
      parsing: false,
      normalized: true,
      events: [],
      layout: { padding: { top: 6, right: 8 } },
      plugins: {
        zoom: {
          zoom: {
            drag: { enabled: true, threshold: 8, backgroundColor: 'rgba(120,140,150,0.18)' },
            mode: 'x',
            onZoomComplete: tell,
          },
          pan: { enabled: true, mode: 'x', modifierKey: 'shift', onPan: tell },
        },
      },
    },
  })
}
