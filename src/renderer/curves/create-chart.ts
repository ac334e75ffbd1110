import { Chart, LineController, LinearScale, LogarithmicScale } from 'chart.js'
import { type Picture, linesPlugin } from './draw-lines.ts'

Chart.register(LineController, LinearScale, LogarithmicScale)

/** An empty chart on a canvas, whose lines are those of the picture; `onDrawn` hears whenever it was drawn. */
export function createChart(
  canvas: HTMLCanvasElement,
  picture: () => Picture | null,
  onDrawn: (chart: Chart<'line'>) => void,
): Chart<'line'> {
  return new Chart(canvas, {
    type: 'line',
    data: { datasets: [] },
    plugins: [linesPlugin(picture), { id: 'saccadeDrawn', afterDraw: onDrawn }],
    options: {
      responsive: true,
      maintainAspectRatio: false,
      animation: false,
      parsing: false,
      normalized: true,
      events: [],
      layout: { padding: { top: 6, right: 8 } },
    },
  })
}
