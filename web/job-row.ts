import type { Progress } from '../lib/jobs/job-progress.ts';
import { ended, type JobRecord } from '../lib/jobs/job-record.ts';
import { count, timeTag, wholeNumber } from './format.ts';
import { html, type Html } from './html.ts';
import { apiUrls, pageUrls } from './page-urls.ts';

export interface JobView {
  readonly job: JobRecord;
  readonly progress: Progress;
}

/** Whether it has still to end. */
export function isActive({ state }: Pick<JobRecord, 'state'>): boolean {
  return !ended.has(state);
}

/** A job with how far it is. */
export function jobRow({ job, progress }: JobView): Html {
  const { request, grid, results } = job;
  const done = job.state === 'succeeded' ? progress.total : progress.done;
  const name = request.output.title ?? `Composite of ${request.collection}`;
  return html`<li data-key="${job.id}">
    <div class="first">
      <h3>${results ? html`<a href="${pageUrls.item(results.collection, results.item)}">${name}</a>` : name}</h3>
      <span class="state state-${job.state}">${job.state}</span>
    </div>
    ${isActive(job) && html`<progress max="${progress.total}" value="${done}" aria-label="Tasks done of ${name}"></progress>`}
    <p class="small quiet">
      ${wholeNumber(done)} of
      ${count(progress.total, 'task')}${progress.failed > 0 && html`, ${wholeNumber(progress.failed)} failed`} ·
      ${count(job.scenes.length, 'scene')} · ${request.assets.join(', ')} · ${wholeNumber(grid.width)} ×
      ${wholeNumber(grid.height)} pixels · ${timeTag(job.created)}
    </p>
    ${job.error !== undefined && html`<p class="error">${job.error}</p>`}
    <p class="links">
      <a href="${apiUrls.job(job.id)}">JSON</a>${
        job.schedule !== undefined && html`<a href="${apiUrls.schedule(job.schedule)}">its schedule</a>`
      }
    </p>
  </li>`;
}
