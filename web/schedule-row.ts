import type { Schedule } from '../lib/jobs/schedule.ts';
import { timeTag } from './format.ts';
import { html, type Html } from './html.ts';
import { apiUrls } from './page-urls.ts';

export function scheduleRow({ id, cron, request, nextRun, lastRun }: Schedule): Html {
  return html`<li data-key="${id}">
    <div class="first">
      <h3>${request.output.title ?? `Composite of ${request.collection}`}</h3>
      <code>${cron}</code>
    </div>
    <p class="small quiet">
      ${nextRun === undefined ? 'no further run' : html`next ${timeTag(nextRun)}`}${lastRun && html` · last ${timeTag(lastRun.at)}`}
    </p>
    ${lastRun?.error !== undefined && html`<p class="error">${lastRun.error}</p>`}
    <p class="links">
      <a href="${apiUrls.schedule(id)}">JSON</a
      >${lastRun?.job !== undefined && html`<a href="${apiUrls.job(lastRun.job)}">last job</a>`}
    </p>
  </li>`;
}
